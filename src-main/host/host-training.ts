/**
 * The trainer as the application has it: its process, its side of the API, and edits that go before it.
 */
import type { AppApi, EngineApi } from '../../src-shared/contract/app-api.ts'
import type { TrainingJob } from '../../src-shared/contract/training-api.ts'
import { createTrainingApi } from './create-training-api.ts'
import type { Desktop, Host } from './host.ts'
import type { SuperviseOptions } from './supervise-options.ts'
import { superviseTrainer } from './trainer-supervisor.ts'
import { createCourtesy } from './training-courtesy.ts'

export interface TrainingHost extends Omit<SuperviseOptions, 'start'> {
  readonly host: Pick<
    Host,
    'dataFolder' | 'resources' | 'trainerEntry' | 'startWorker' | 'isOnBattery'
  > & { readonly desktop: Pick<Desktop, 'keepAwake'> | null }
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
  const isRunning = followTraining(training, (works) => host.desktop?.keepAwake(works))
  if (hasWork) trainer.wake()
  const stop = () => {
    courtesy.stop()
    trainer.stop()
  }
  const { edits, batch } = courtesy
  return { edits, batch, training, isRunning, stop }
}

const GOING_ON: readonly TrainingJob['state'][] = ['preparing', 'running', 'held']
/** What is held waits for the power supply or the user, and a machine may sleep over it. */
const AT_WORK: readonly TrainingJob['state'][] = ['preparing', 'running']

/** Whether any training goes on, by what it tells; `onWork` hears when it begins to compute and when it no longer does. */
function followTraining(
  { onEvent }: Pick<AppApi['training'], 'onEvent'>,
  onWork: (works: boolean) => void,
): () => boolean {
  const states = new Map<string, TrainingJob['state']>()
  const isAny = (wanted: typeof GOING_ON) => [...states.values()].some((it) => wanted.includes(it))
  let worked = false
  onEvent((event) => {
    if (event.type === 'removed') states.delete(event.id)
    if (event.type === 'job') states.set(event.job.id, event.job.state)
    const works = isAny(AT_WORK)
    if (works !== worked) onWork(works)
    worked = works
  })
  return () => isAny(GOING_ON)
}
