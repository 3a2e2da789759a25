/**
 * The desktop program started over the double of Electron, with an application that only records. For tests that
 * mock 'electron' with that double.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from '../../src-main/create-app.ts'
import { runProgram } from '../../src-main/host/electron/program.ts'
import type { Desktop, Host } from '../../src-main/host/host.ts'
import type { AppApi } from '../../src-shared/contract/app-api.ts'
import { connect } from '../../src-shared/contract/connect.ts'
import type { Port } from '../../src-shared/contract/port.ts'
import { createPortPair } from '../../src-shared/contract/port-pair.ts'
import { electronDouble, WindowDouble } from './electron-double.ts'

export const KNOWN_PICTURE = 'a1b2'

export interface StartedProgram {
  readonly host: Host
  readonly desktop: Desktop
  readonly window: WindowDouble
  readonly served: Port[]
  readonly folder: string
  readonly wasStopped: () => boolean
  /** Whether anything trains, and what was asked to become of it. */
  readonly training: { isRunning: boolean; readonly asked: string[] }
}

/** Starts it in a new folder; throws Error where it opened no window. */
export async function startProgram(): Promise<StartedProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'selfsame-desktop-'))
  electronDouble.app.state.userData = join(folder, 'data')
  const hosts: Host[] = []
  const served: Port[] = []
  let stopped = false
  const training = { isRunning: false, asked: [] as string[] }
  await runProgram({
    bundle: join(folder, 'dist', 'main'),
    startApp: (host): App => {
      hosts.push(host)
      return {
        api: recordedApi(),
        servePage: (port) => {
          served.push(port)
          return () => undefined
        },
        training: {
          isRunning: () => training.isRunning,
          prepareToQuit: (then) => Promise.resolve(void training.asked.push(then)),
        },
        stop: () => {
          stopped = true
        },
      }
    },
  })
  const [host] = hosts
  const window = WindowDouble.all.at(-1)
  if (!host?.desktop || !window) throw new Error('The program opened no window.')
  const { desktop } = host
  return { host, desktop, window, served, folder, wasStopped: () => stopped, training }
}

/** An API of which only thumbnails of one picture are answered. */
function recordedApi(): AppApi {
  const [nowhere] = createPortPair()
  const api = connect<AppApi>(nowhere)
  const thumbnail: AppApi['pictures']['thumbnail'] = ({ id }) =>
    id === KNOWN_PICTURE
      ? Promise.resolve({
          width: 2,
          height: 1,
          rgba: Uint8Array.of(255, 0, 0, 255, 0, 0, 255, 128),
        })
      : Promise.reject(new Error('unknown picture'))
  return {
    edits: api.edits,
    models: api.models,
    devices: api.devices,
    projects: api.projects,
    batch: api.batch,
    training: api.training,
    host: api.host,
    pictures: Object.assign(Object.create(api.pictures) as AppApi['pictures'], { thumbnail }),
  }
}
