/**
 * Finds and reads the photographs of the quality benchmark, reduced to a size that can be edited quickly.
 * They must not be among those that the model was trained on; nobody can check that here.
 */
import { parse } from 'node:path'
import { decodeRgb8 } from '../../images/decode-rgb8.ts'
import type { PhotographFile, SkippedFile } from '../../training/folder-dataset.ts'
import { scanFolder } from '../../training/survey-folder.ts'
import type { Photograph } from './run-quality.ts'

/** Longer side at most, and shorter side at least, in pixels. */
const LONGEST_SIDE = 512
const SHORTEST_SIDE = 96

export interface PhotographList {
  readonly files: readonly PhotographFile[]
  readonly skipped: readonly SkippedFile[]
}

/** The photographs in `folder`, by name. UserError when it cannot be read or holds none. */
export async function findPhotographs(
  folder: string,
  signal: AbortSignal,
): Promise<PhotographList> {
  const { photographs, skipped } = await scanFolder(folder, { minSide: SHORTEST_SIDE, signal })
  return { files: photographs, skipped }
}

/** One photograph as 8-bit RGB, at most 512 pixels a side. */
export async function readPhotograph({ path, file }: PhotographFile): Promise<Photograph> {
  return { name: parse(path).name, image: await decodeRgb8(file, { maxSide: LONGEST_SIDE }) }
}
