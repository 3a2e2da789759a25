/**
 * The host that needs nothing but Node and a browser: workers are forked, and there is no desktop.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startForkedWorker } from '../forked-worker.ts'
import type { Host } from '../host.ts'
import { readIsOnBattery } from '../power.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Makes the data folder if it is not there. */
export function createServerHost(options: { dataFolder: string; version: string }): Host {
  mkdirSync(options.dataFolder, { recursive: true })
  return {
    info: {
      host: 'server',
      version: options.version,
      platform: process.platform,
      nativeDialogs: false,
    },
    dataFolder: options.dataFolder,
    resources: {
      models: join(root, 'models'),
      samples: join(root, 'assets', 'photographs'),
      features: join(root, 'assets', 'features', 'mobilenet-v2.onnx'),
    },
    engineEntry: join(root, 'src-main', 'engine', 'worker.ts'),
    probeEntry: join(root, 'src-main', 'devices', 'probe.ts'),
    trainerEntry: join(root, 'src-main', 'trainer', 'worker.ts'),
    startWorker: startForkedWorker,
    isOnBattery: () => readIsOnBattery(),
    desktop: null,
  }
}
