/**
 * The trainer as the application has it: its process, its side of the API, and edits that go before it.
 */
import type { AppApi, EngineApi } from '../../src-shared/contract/app-api.ts'
import type { TrainingJob } from '../../src-shared/contract/training-api.ts'
import { createTrainingApi } from './create-training-api.ts'
import type { Host } from './host.ts'
import type { SuperviseOptions } from './supervise-options.ts'
import { superviseTrainer } from './trainer-supervisor.ts'
import { createCourtesy } from './training-courtesy.ts'

export interface TrainingHost extends Omit<SuperviseOptions, 'start'> {
  readonly host: Host
  /** Of the grants. */
  readonly key: string
  /** Whether training was left unfinished: it goes on without being asked. */
  readonly hasWork: boolean
}

export interface HostedTraining extends Pick<AppApi, 'edits' | 'batch' | 'training'> {
  readonly isRunning: () => boolean
  /** Ends the trainer; what it does is kept and can go on. */
  readonly stop: () => void
}

/** Starts the trainer at once where it was left with work. */
export function hostTraining(engine: EngineApi, options: TrainingHost): HostedTraining {
  const { host, key, hasWork, later, ...rest } = options
  const trainer = superviseTrainer({
    start: () => {
      const args = [host.dataFolder, host.resources.models, host.resources.features]
      const env = { SELFSAME_GRANT_KEY: key }
      return host.startWorker(host.trainerEntry, { args, env, role: 'trainer' })
    },
    later,
    ...rest,
  })
  const { isOnBattery } = host
  const courtesy = createCourtesy(engine, { trainer, isOnBattery, later })
  const training = createTrainingApi({ trainer, pictures: engine.pictures })
  const isRunning = followTraining(training)
  if (hasWork) trainer.wake()
  const stop = () => {
    courtesy.stop()
    trainer.stop()
  }
  const { edits, batch } = courtesy
  return { edits, batch, training, isRunning, stop }
}

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
