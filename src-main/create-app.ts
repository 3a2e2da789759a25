/**
 * The composition root: from a host to the API that its pages use. Makes the parts and hands them to each other;
 * what they do is theirs.
 */
import { join } from 'node:path'
import type { AppApi, EngineApi } from '../src-shared/contract/app-api.ts'
import type { Dispose, Port } from '../src-shared/contract/port.ts'
import type { TrainingJob } from '../src-shared/contract/training-api.ts'
import { serve } from '../src-shared/contract/rpc.ts'
import type { ProbeApi } from '../src-shared/contract/probe-api.ts'
import { APP_SCHEMAS, PROBE_SCHEMAS } from '../src-shared/contract/schemas.ts'
import { createHostApi } from './host/create-host-api.ts'
import { createCourtesy, createTrainingApi } from './host/create-training-api.ts'
import { superviseEngine } from './host/engine-supervisor.ts'
import { fileGrants, newGrantKey } from './host/file-grants.ts'
import type { Host } from './host/host.ts'
import { createLog } from './host/log.ts'
import type { Log } from './host/log.ts'
import { createProbes } from './host/probes.ts'
import { settingsFile } from './host/settings-file.ts'
import { superviseTrainer } from './host/trainer-supervisor.ts'
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
  const { pictures, models, devices, projects, batch } = engine.api
  const { courtesy, training, isTraining, stopTraining } = hostTraining(engine.api, {
    host,
    log,
    key,
  })
  const api: AppApi = {
    pictures,
    edits: courtesy.edits,
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
  return {
    api,
    servePage: (port) => serve<AppApi>(api, port, { schemas: APP_SCHEMAS, onDefect }),
    training: { isRunning: isTraining, prepareToQuit: (then) => training.prepareToQuit(then) },
    stop: () => {
      stopTraining()
      engine.stop()
    },
  }
}

interface TrainingHost {
  readonly host: Host
  readonly log: Log
  /** Of the grants. */
  readonly key: string
}

/** The trainer, its side of the API, and edits that go before it. */
function hostTraining({ edits, pictures }: EngineApi, { host, log, key }: TrainingHost) {
  const { isOnBattery } = host
  const trainer = superviseTrainer({
    start: () => {
      const args = [host.dataFolder, host.resources.models]
      const env = { SELFSAME_GRANT_KEY: key }
      return host.startWorker(host.trainerEntry, { args, env, role: 'trainer' })
    },
    log: log.add,
    now,
    later,
  })
  const courtesy = createCourtesy(edits, { trainer, isOnBattery, later })
  const training = createTrainingApi({ trainer, pictures })
  const isTraining = followTraining(training)
  if (hasWork(host.dataFolder)) trainer.wake()
  const stopTraining = () => {
    courtesy.stop()
    trainer.stop()
  }
  return { courtesy, training, isTraining, stopTraining }
}

/** Nobody asks a probe for pixels, and what drivers say is in its answer. */
const PROBE = { args: [], env: {}, role: 'probe' } as const

const GOING_ON: readonly TrainingJob['state'][] = ['preparing', 'running', 'held']

/** Whether any training goes on, by what it tells. */
function followTraining({ onEvent }: Pick<AppApi['training'], 'onEvent'>): () => boolean {
  const going = new Set<string>()
  onEvent((event) => {
    if (event.type === 'removed') going.delete(event.id)
    if (event.type !== 'job') return
    if (GOING_ON.includes(event.job.state)) going.add(event.job.id)
    else going.delete(event.job.id)
  })
  return () => going.size > 0
}
