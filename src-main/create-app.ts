/**
 * The composition root: from a host to the API that its pages use. Makes the parts and hands them to each other;
 * what they do is theirs.
 */
import { join } from 'node:path'
import type { AppApi } from '../src-shared/contract/app-api.ts'
import type { Dispose, Port } from '../src-shared/contract/port.ts'
import { serve } from '../src-shared/contract/rpc.ts'
import type { ProbeApi } from '../src-shared/contract/probe-api.ts'
import { APP_SCHEMAS, PROBE_SCHEMAS } from '../src-shared/contract/schemas.ts'
import { createHostApi } from './host/create-host-api.ts'
import { superviseEngine } from './host/engine-supervisor.ts'
import { fileGrants, newGrantKey } from './host/file-grants.ts'
import type { Host } from './host/host.ts'
import { hostTraining } from './host/host-training.ts'
import { createLog } from './host/log.ts'
import { createPageDocuments } from './host/page-documents.ts'
import { createProbes } from './host/probes.ts'
import { settingsFile } from './host/settings-file.ts'
import { hasWork } from './trainer/has-work.ts'

export interface App {
  readonly api: AppApi
  /** Answers a page through its port until that closes. */
  readonly servePage: (port: Port) => Dispose
  readonly training: {
    readonly isRunning: () => boolean
    readonly prepareToQuit: AppApi['training']['prepareToQuit']
  }
  /** Ends the engine and the trainer; the application is over. */
  readonly stop: () => void
}

const later = (milliseconds: number, action: () => void): Dispose => {
  const timer = setTimeout(action, milliseconds)
  return () => clearTimeout(timer)
}
const now = () => performance.now()

/** Nobody asks a probe for pixels, and what drivers say is in its answer. */
const PROBE = { args: [], env: {}, role: 'probe' } as const

/** Starts the engine and puts the application together. */
export function createApp(host: Host): App {
  const log = createLog(Date.now, (line) => process.stderr.write(`${line}\n`))
  const key = newGrantKey()
  const { models: modelFolder, samples } = host.resources
  const onDefect = (error: unknown, method: string) =>
    log.add(`${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  const probe = createProbes({ start: () => host.startWorker(host.probeEntry, PROBE), later })
  let turn = 'first'
  const engine = superviseEngine({
    start: () => {
      const args = [host.dataFolder, modelFolder, samples, turn]
      turn = 'again'
      const env = { SELFSAME_GRANT_KEY: key }
      const worker = host.startWorker(host.engineEntry, { args, env })
      serve<ProbeApi>({ probe }, worker.port, { schemas: PROBE_SCHEMAS, onDefect })
      return worker
    },
    log: log.add,
    now,
    later,
  })
  const { pictures, models, devices, projects } = engine.api
  const projectsFor = createPageDocuments(projects)
  const { edits, batch, training, isRunning, stop } = hostTraining(engine.api, {
    ...{ host, key, now, later },
    log: log.add,
    hasWork: hasWork(host.dataFolder),
  })
  const api: AppApi = {
    pictures,
    edits,
    models,
    devices,
    projects,
    batch,
    training,
    host: createHostApi({
      host,
      log,
      grants: fileGrants(key),
      settings: settingsFile(join(host.dataFolder, 'settings.json'), log.add),
      onEngineRestarted: engine.onRestarted,
    }),
  }
  const serving = { schemas: APP_SCHEMAS, onDefect }
  return {
    api,
    servePage: (port) => serve<AppApi>({ ...api, projects: projectsFor(port) }, port, serving),
    training: { isRunning, prepareToQuit: (then) => training.prepareToQuit(then) },
    stop: () => {
      stop()
      engine.stop()
    },
  }
}
