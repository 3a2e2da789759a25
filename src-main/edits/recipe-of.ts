/**
 * Recipes: what a result was made from, and the job that makes it again. Pure; files are
 * recipe-file.ts.
 */
import { createHash } from 'node:crypto'
import type { Recipe, Task } from '../../src-shared/contract/edits-api.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { PixelImage } from '../../src-shared/tensor/pixels.ts'
import type { ModelRecord } from '../models/model-record.ts'
import type { EditResult } from './edit-request.ts'
import type { Order } from './plan-task.ts'

export interface Ingredients {
  readonly order: Pick<Order, 'task' | 'seed' | 'steps' | 'label' | 'frame'>
  readonly variation: number
  /** Hashes of the picture that was edited and of the other one of 'blend'; null where there is none. */
  readonly source: string | null
  readonly other: string | null
  readonly model: Pick<ModelRecord, 'id' | 'hash'>
  readonly device: string
  /** SHA-256 of the samples of the result. */
  readonly hash: string
}

/** The recipe of one result. */
export function recipeOf(
  result: Pick<EditResult, 'steps' | 'sigmas'>,
  ingredients: Ingredients,
): Recipe {
  const { order, variation, source, other, model, device, hash } = ingredients
  const { task, seed, steps, label, frame = 0 } = order
  const isFrame = task.kind === 'blend'
  return {
    version: 1,
    source: source ?? '',
    ...(isFrame && { frame: frame + variation }),
    ...(other !== null && { other }),
    task: taskOfOne(task),
    model: { id: model.id, hash: model.hash },
    steps: result.steps,
    ...(steps !== undefined && { stepsAsked: steps }),
    sigmas: result.sigmas,
    seed: isFrame ? seed : seed + variation,
    ...(label !== undefined && { label }),
    device,
    result: hash,
  }
}

/** A recipe makes one picture, however many were asked for. */
function taskOfOne(task: Task): Task {
  return task.kind === 'generate' ? { ...task, count: 1 } : task
}

/** What carries out the recipe again, but for the samples of the pictures. */
export function orderOf(recipe: Recipe): Omit<Order, 'image' | 'other'> {
  const { task, seed, stepsAsked, label, frame } = recipe
  return {
    task,
    seed,
    ...(stepsAsked !== undefined && { steps: stepsAsked }),
    ...(label !== undefined && { label }),
    ...(frame !== undefined && { frame }),
  }
}

/** A picture that may be the one of the recipe. */
export interface Candidate {
  readonly name: string
  /** As PictureInfo has it. */
  readonly hash: string
  /** SHA-256 of the samples, for a result that was saved as a file since. */
  readonly samples?: string
}

/** Throws UserError unless the pictures are those that the recipe was made from. */
export function checkPictures(
  recipe: Recipe,
  { source, other }: { readonly source: Candidate | null; readonly other: Candidate | null },
): void {
  if (recipe.task.kind !== 'generate') checkPicture(recipe.source, source)
  if (recipe.task.kind === 'blend') checkPicture(recipe.other ?? '', other)
}

function checkPicture(wanted: string, picture: Candidate | null): void {
  if (picture && (picture.hash === wanted || picture.samples === wanted)) return
  const name = picture?.name ?? 'Nothing'
  throw new UserError(sentence('recipePicture', { file: name, hash: wanted.slice(0, 12) }))
}

/** Throws UserError unless the model is the very one of the recipe. */
export function checkModel(recipe: Recipe, model: Pick<ModelRecord, 'id' | 'hash'>): void {
  if (model.hash === recipe.model.hash) return
  const hash = recipe.model.hash.slice(0, 12)
  throw new UserError(sentence('recipeModel', { model: model.id, hash }))
}

/** SHA-256 of the samples, 16-bit ones with the low byte first. */
export function samplesHash({ data }: PixelImage): string {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  return createHash('sha256').update(bytes).digest('hex')
}
