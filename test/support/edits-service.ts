/** The edits service over a real picture store and a model in closed form: quick, and of no use to the eye. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEditRunner } from '../../src-main/edits/edit-runner.ts'
import { createEditsService } from '../../src-main/edits/edits-service.ts'
import { createJobQueue } from '../../src-main/edits/job-queue.ts'
import type { ModelRecord } from '../../src-main/models/model-record.ts'
import type { OpenModel } from '../../src-main/models/opened-model.ts'
import { readRecord } from '../../src-main/models/model-record.ts'
import { openPictureStore } from '../../src-main/pictures/open-picture-store.ts'
import { modelOf, windowMean } from './editing.ts'

export const MODEL_HASH = 'a'.repeat(64)

export interface BenchOptions {
  readonly denoise?: OpenModel['denoise']
  readonly hash?: string
  /** How many the model has; none if not given. */
  readonly classes?: number
}

/** Everything that edits need, in a folder that remove() takes away. */
export async function openBench(options: BenchOptions = {}) {
  const { denoise = windowMean, hash = MODEL_HASH, classes = null } = options
  const folder = await mkdtemp(join(tmpdir(), 'selfsame-edits-'))
  const pictures = await openPictureStore({ folder: join(folder, 'pictures') })
  const fixture = await readRecord('test/fixtures/tiny_imagenet64')
  const record: ModelRecord = { ...fixture, id: 'mean', hash, windowSize: 16, classes }
  const model: OpenModel = {
    ...modelOf(windowMean),
    denoise,
    record,
    device: 'cpu',
    precision: 'fp32',
    release: () => Promise.resolve(),
  }
  const runner = createEditRunner({
    library: { find: () => Promise.resolve(record) },
    models: { use: () => Promise.resolve(model), release: () => Promise.resolve() },
    queue: createJobQueue(),
    now: () => performance.now(),
  })
  const edits = createEditsService({
    ...{ pictures, runner, device: () => 'a slide rule' },
    now: () => performance.now(),
  })
  const remove = () => rm(folder, { recursive: true, force: true })
  return { folder, pictures, runner, edits, remove }
}

export type Bench = Awaited<ReturnType<typeof openBench>>

/** A mask over a rectangle. */
export function maskOver(x: number, y: number, width: number, height: number) {
  return { region: { x, y, width, height }, coverage: new Uint8Array(width * height).fill(255) }
}

/** A stroke of one colour over a rectangle. */
export function strokeOver(
  region: ReturnType<typeof maskOver>['region'],
  colour: readonly [number, number, number],
) {
  const rgba = new Uint8Array(4 * region.width * region.height).fill(255)
  for (let i = 0; i < rgba.length; i += 4) rgba.set(colour, i)
  return { region, rgba }
}
