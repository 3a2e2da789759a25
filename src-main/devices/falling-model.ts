/**
 * A model that goes on where a device gives up: with half as many windows at a time when its memory is too small,
 * then on the processor. Says so, and names what it runs on at the moment.
 */
import type { DeviceFall } from '../../src-shared/contract/devices-api.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { ModelRecord } from '../models/model-record.ts'
import { usualWindowBatch } from '../models/model-size.ts'
import type { OpenModel } from '../models/opened-model.ts'
import { faultOf, isOutOfMemory } from '../runtime/device-error.ts'

/** How a model is opened. */
export interface Way extends Pick<OpenModel, 'device' | 'precision'> {
  readonly windowBatch: number
}

export interface FallingOptions extends Pick<Way, 'device' | 'precision'> {
  readonly windowBatch?: number | undefined
  readonly open: (way: Way) => Promise<OpenModel>
  readonly onFall: (fall: DeviceFall) => void
}

/** Opens the model. Rejects where even the processor fails, and with UserError where the model is at fault. */
export async function openFalling(
  record: ModelRecord,
  { device, precision, windowBatch: wanted, open, onFall }: FallingOptions,
): Promise<OpenModel> {
  const windowBatch = wanted ?? usualWindowBatch(record)
  let way: Way = { device, precision, windowBatch }
  let current: OpenModel | undefined

  const release = async () => {
    const model = current
    current = undefined
    await model?.release()
  }
  const withModel = async <Result>(use: (model: OpenModel) => Promise<Result>): Promise<Result> => {
    for (;;) {
      try {
        current ??= await open(way)
        return await use(current)
      } catch (error) {
        const next = nextWay(error, way, { model: record.id, windowBatch })
        await release()
        way = next.way
        onFall(next.fall)
      }
    }
  }
  await withModel(() => Promise.resolve())
  return {
    record,
    windowSize: record.windowSize,
    windowBatch,
    get device() {
      return way.device
    },
    get precision() {
      return way.precision
    },
    denoise: (...input) => withModel((model) => model.denoise(...input)),
    release,
  }
}

/** What to try after a failure, and how to tell; throws the error where nothing is left. */
function nextWay(
  error: unknown,
  { device, precision, windowBatch }: Way,
  whole: { readonly model: string; readonly windowBatch: number },
): { readonly way: Way; readonly fall: DeviceFall } {
  if (error instanceof UserError) throw error
  const isFull = isOutOfMemory(error)
  if (isFull && windowBatch > 1) {
    const windows = Math.floor(windowBatch / 2)
    const fall = { kind: 'smaller-batch', device, windows } as const
    return { way: { device, precision, windowBatch: windows }, fall }
  }
  if (device === 'cpu')
    throw isFull ? new UserError(sentence('memoryShort'), { cause: error }) : error
  const way = { device: 'cpu', precision: 'fp32', windowBatch: whole.windowBatch } as const
  const ends = { from: device, to: 'cpu' } as const
  const { model } = whole
  const refused = { kind: 'refused', model, reason: 'failed', detail: faultOf(error) } as const
  return { way, fall: isFull ? { kind: 'out-of-memory', ...ends } : { ...refused, ...ends } }
}
