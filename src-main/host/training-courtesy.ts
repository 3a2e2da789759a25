/**
 * Lets edits and the battery go before training: tells the trainer when it has to stand back. Knows nothing of runs.
 */
import type { BatchApi } from '../../src-shared/contract/batch-api.ts'
import type { EditsApi } from '../../src-shared/contract/edits-api.ts'
import type { Dispose } from '../../src-shared/contract/port.ts'
import type { TrainerConditions } from '../../src-shared/contract/trainer-api.ts'
import type { SupervisedTrainer } from './trainer-supervisor.ts'

/** Milliseconds after the last edit before training goes on: edits come in groups. */
export const PAUSE_AFTER_EDIT = 1500
/** Milliseconds between two looks at the power supply. */
export const POWER_INTERVAL = 10_000

export interface CourtesyParts {
  readonly trainer: Pick<SupervisedTrainer, 'isAwake' | 'onStarted'> & {
    readonly api: {
      readonly orders: { readonly conditions: (now: TrainerConditions) => Promise<void> }
    }
  }
  readonly isOnBattery: () => Promise<boolean>
  readonly later: (milliseconds: number, action: () => void) => Dispose
}

interface Editing {
  readonly edits: EditsApi
  readonly batch: BatchApi
}

export interface Courtesy extends Editing {
  readonly stop: () => void
}

/** The edits, single ones and those of whole folders, during which the trainer stands back. */
export function createCourtesy({ edits, batch }: Editing, parts: CourtesyParts): Courtesy {
  const { trainer, isOnBattery, later } = parts
  let running = 0
  let now: TrainerConditions = { editing: false, onBattery: false }
  let cancelEnd: Dispose = () => undefined
  const tell = (changes: Partial<TrainerConditions>) => {
    now = { ...now, ...changes }
    if (trainer.isAwake()) void trainer.api.orders.conditions(now).catch(() => undefined)
  }
  const during = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    cancelEnd()
    if (running++ === 0 && !now.editing) tell({ editing: true })
    try {
      return await work()
    } finally {
      if (--running === 0) cancelEnd = later(PAUSE_AFTER_EDIT, () => tell({ editing: false }))
    }
  }
  let cancelLook: Dispose = () => undefined
  const look = async () => {
    if (trainer.isAwake()) tell({ onBattery: await isOnBattery().catch(() => false) })
  }
  const lookAgain = () => {
    cancelLook = later(POWER_INTERVAL, () => {
      void look()
      lookAgain()
    })
  }
  lookAgain()
  trainer.onStarted(() => void look())
  return {
    edits: overriding(edits, {
      run: (job, signal) => during(() => edits.run(job, signal)),
      preview: (job, signal) => during(() => edits.preview(job, signal)),
      replay: (request, signal) => during(() => edits.replay(request, signal)),
    }),
    batch: overriding(batch, { run: (job, signal) => during(() => batch.run(job, signal)) }),
    stop: () => {
      cancelEnd()
      cancelLook()
    },
  }
}

/** The service with some methods of its own; its members need not be known beforehand. */
function overriding<Service extends object>(service: Service, own: Partial<Service>): Service {
  return new Proxy(service, {
    get: (_, name): unknown => Reflect.get(name in own ? own : service, name),
  })
}
