/**
 * Carries out the tasks of the editor one after another with the model that each of them names. It
 * knows samples only: where pictures come from and where results go is the affair of who asks.
 */
import { setImmediate } from 'node:timers/promises'
import type { DeviceChoice } from '../../src-shared/contract/devices-api.ts'
import type { ModelInUse } from '../models/model-in-use.ts'
import type { ModelLibrary } from '../models/model-library.ts'
import type { ModelRecord } from '../models/model-record.ts'
import { checkLabel } from '../models/check-label.ts'
import type { EditPlan } from './edit-plan.ts'
import type { EditPreview, EditResult } from './edit-request.ts'
import type { JobQueue } from './job-queue.ts'
import { countWindows, layOut } from './lay-out.ts'
import { learnPace, secondsFor, secondsLeft } from './pace.ts'
import type { Pace } from './pace.ts'
import { planTask } from './plan-task.ts'
import type { Order, PlannedTask } from './plan-task.ts'
import { planPreview } from './preview-plan.ts'
import { runPlan } from './run-plan.ts'
import type { Shown } from './screen-preview.ts'
import { turnsUntil } from './turn.ts'
import type { EditModel } from './work-meter.ts'

export interface EditRunnerOptions {
  readonly library: Pick<ModelLibrary, 'find'>
  readonly models: ModelInUse
  readonly queue: JobQueue
  /** Milliseconds. */
  readonly now: () => number
  /** What was learnt before, and who keeps what is learnt. */
  readonly pace?: Pace
  readonly onPace?: (pace: Pace) => void
}

/** How far a job is. */
export interface EditReport {
  readonly variation: number
  readonly fraction: number
  readonly secondsLeft: number | null
  readonly size: Pick<PlannedTask, 'resultWidth' | 'resultHeight'>
  /** Not with every report. */
  readonly preview?: EditPreview
}

export interface EditWork {
  /** Id of a model of the library. */
  readonly model: string
  /** 'auto' if not given. */
  readonly device?: DeviceChoice | undefined
  /** Called when it is this job's turn, so that waiting jobs hold no samples. */
  readonly order: (record: ModelRecord) => Promise<Order>
}

/** Which result it is, and what of it may differ from the source. */
export interface ResultPlace extends Pick<PlannedTask, 'region'> {
  readonly variation: number
}

export interface RunHooks {
  readonly signal?: AbortSignal | undefined
  readonly onReport?: (report: EditReport) => void
  /** Takes each result before the next one is begun. */
  readonly onResult: (result: EditResult, at: ResultPlace) => Promise<void>
}

/** What a quick look found. */
export interface FirstLook extends Pick<PlannedTask, 'region'> {
  readonly shown: Shown
  readonly size: EditReport['size']
}

export interface EditRunner {
  /** Rejects with AbortError at the latest after the current batch of windows. */
  run(work: EditWork, hooks: RunHooks): Promise<void>
  /** Null when the task is too large for it. A job or a newer look aborts it. */
  look(work: EditWork, signal?: AbortSignal): Promise<FirstLook | null>
  /** Seconds for an order, whose picture may lack its samples; null before the model was used. */
  expectedSeconds(work: EditWork): Promise<number | null>
}

export function createEditRunner(options: EditRunnerOptions): EditRunner {
  const { library, models, queue, now, onPace } = options
  let pace = options.pace ?? {}

  const open = (work: EditWork, signal: AbortSignal, quick = false) =>
    openWork(work, { library, models, signal, quick })
  const learn = (model: string, result: EditResult) => {
    pace = learnPace(pace, model, result)
    onPace?.(pace)
  }

  const run = (work: EditWork, { signal: asked, onReport, onResult }: RunHooks) =>
    queue.run(async (signal) => {
      const { planned, model } = await open(work, signal)
      const { count, region } = planned
      const began = now()
      let expected: number | null = null
      for (let variation = 0; variation < count; variation++) {
        const { plan, settings } = planned.planAt(variation)
        const counting = { pace, model: work.model, windowSize: model.windowSize, signal }
        expected ??= await secondsForAll(planned, plan, counting)
        const time = { elapsed: () => (now() - began) / 1000, expected }
        const report = (share: number, preview?: EditPreview) =>
          onReport?.(reportOf({ variation, share, preview }, planned, time))
        for await (const step of runPlan(plan, settings, { model, signal, onFraction: report })) {
          if (step.preview) report(step.fraction, step.preview)
          if (!step.result) continue
          learn(work.model, step.result)
          signal.throwIfAborted()
          await onResult(step.result, { variation, region })
        }
      }
    }, asked)

  const look = (work: EditWork, asked?: AbortSignal) =>
    queue.preview(async (signal) => {
      const { planned, model } = await open(work, signal, true)
      const { plan, settings } = planned.planAt(0)
      const first = await planPreview(plan, model.windowSize, turnsUntil(signal))
      if (!first) return null
      for await (const { result } of runPlan(first.plan, settings, { model, signal })) {
        signal.throwIfAborted()
        if (result) learn(work.model, result)
      }
      const { resultWidth, resultHeight, region } = planned
      return { shown: first.shown(), region, size: { resultWidth, resultHeight } }
    }, asked)

  const expectedSeconds = async ({ model, order }: EditWork) => {
    if (secondsFor(pace, model, 0) === null) return null
    const record = await library.find(model)
    const planned = planTask(await order(record), record)
    const { plan } = planned.planAt(0)
    const { windowSize } = record
    return secondsForAll(planned, plan, { pace, model, windowSize })
  }
  return { run, look, expectedSeconds }
}

interface Opening extends Pick<EditRunnerOptions, 'library' | 'models'> {
  readonly signal: AbortSignal
  readonly quick: boolean
}

/** The model of some work, and its plans. */
async function openWork(
  { model: id, order: makeOrder, device }: EditWork,
  { library, models, signal, quick }: Opening,
) {
  const record = await library.find(id)
  const order = await makeOrder(record)
  checkLabel(order.label, record)
  const planned = planTask({ ...order, quick }, record)
  const model = givingTurns(await models.use(record, { device, signal }))
  return { planned, model }
}

interface Step {
  readonly variation: number
  /** Of this variation. */
  readonly share: number
  readonly preview: EditPreview | undefined
}

function reportOf(
  { variation, share, preview }: Step,
  { count, resultWidth, resultHeight }: PlannedTask,
  { elapsed, expected }: { readonly elapsed: () => number; readonly expected: number | null },
): EditReport {
  const fraction = (variation + share) / count
  return {
    variation,
    fraction,
    secondsLeft: secondsLeft(fraction, { elapsed: elapsed(), expected }),
    size: { resultWidth, resultHeight },
    ...(preview && { preview }),
  }
}

interface Counting {
  readonly pace: Pace
  readonly model: string
  readonly windowSize: number
  readonly signal?: AbortSignal
}

/** Seconds for all results, of which `plan` is any one's; null before the model was used. */
async function secondsForAll(
  { count, typical, planAt }: PlannedTask,
  plan: EditPlan,
  { pace, model, windowSize, signal }: Counting,
): Promise<number | null> {
  if (secondsFor(pace, model, 0) === null) return null
  const counted = typical === null ? plan : planAt(typical).plan
  const layouts = await layOut(counted, windowSize, turnsUntil(signal))
  return secondsFor(pace, model, count * countWindows(layouts))
}

/** The model, which lets the process hear of what happened, such as a cancel, before every batch. */
function givingTurns(model: EditModel): EditModel {
  return {
    ...model,
    denoise: async (...args) => {
      await setImmediate()
      return model.denoise(...args)
    },
  }
}
