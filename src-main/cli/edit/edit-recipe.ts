/**
 * Recipes of edits that the command line made. Reads the source for its hash, writes nothing.
 */
import type { EditRequest, EditResult } from '../../edits/edit-request.ts'
import { recipeOf, samplesHash } from '../../edits/recipe-of.ts'
import { taskOf } from '../../edits/request-to-task.ts'
import { hashOf, readBytes } from '../../models/model-files.ts'
import type { ModelRecord } from '../../models/model-record.ts'
import { printRecipe } from '../../recipes/recipe-file.ts'

/** SHA-256 of a file. */
export async function fileHash(path: string): Promise<string> {
  return hashOf(await readBytes(path))
}

export interface Asked {
  readonly request: EditRequest
  readonly variation: number
  readonly model: ModelRecord
  /** SHA-256 of the source file. */
  readonly source: string
  /** What it was made on, in words. */
  readonly device: string
}

/** Makes the bytes of the recipe file of a result, if they are wanted. */
export function recipeMaker(result: EditResult, asked: Asked): () => Uint8Array {
  const { steps, sigmas, image } = result
  const { request, variation, model, source, device } = asked
  const hash = samplesHash(image)
  return () => {
    const order = { ...request, task: taskOf(request) }
    const made = { order, variation, model, source, other: null, device, hash }
    return new TextEncoder().encode(printRecipe(recipeOf({ steps, sigmas }, made)))
  }
}
