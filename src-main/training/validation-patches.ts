/**
 * The fixed patches on which a run is measured: spread evenly over the held-back photographs.
 * Loads one photograph at a time and keeps only the patches.
 */
import { uniforms } from '../../src-shared/tensor/random.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import { derivedSeed } from './derived-seed.ts'
import { DRAWS_PER_PATCH, drawPatch } from './draw-patch.ts'
import type { PhotographFile } from './folder-dataset.ts'
import { cycled, PATCH_DEFAULTS, loadPyramid, stack } from './patch-source.ts'
import type { PatchOptions } from './patch-source.ts'

/** Patches [B, 3, S, S] in [-1, 1], and their classes [B] where the photographs have classes. */
export interface MeasuredPatches {
  readonly patches: Tensor
  readonly labels: readonly number[] | undefined
}

/** `options.batch` patches; the same for the same photographs and seed. */
export async function validationPatches(
  photographs: readonly PhotographFile[],
  options: PatchOptions,
): Promise<MeasuredPatches> {
  const { size, batch, scaleWeights = PATCH_DEFAULTS.scaleWeights } = options
  const draws = uniforms(derivedSeed(options.seed, 'validation'), 0, batch * DRAWS_PER_PATCH)
  const patches: Tensor[] = []
  for (const [turn, photograph] of photographs.slice(0, batch).entries()) {
    const pyramid = await loadPyramid(photograph, options)
    for (let slot = turn; slot < batch; slot += photographs.length) {
      const own = draws.subarray(slot * DRAWS_PER_PATCH, (slot + 1) * DRAWS_PER_PATCH)
      patches[slot] = drawPatch(pyramid, { size, scaleWeights }, own)
    }
  }
  const { labels } = options
  return { patches: stack(patches), labels: labels && cycled(labels, batch) }
}
