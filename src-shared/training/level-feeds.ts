/**
 * The inputs by which the graphs of a step know their noise levels: the levels, the factors of network and picture at each
 * of them, and the weights. Tensors only.
 */
import { consistencyScalings, edmScalings, type Scalings } from '../diffusion/preconditioning.ts'
import { vector, type Tensor, type TensorMap } from '../tensor/tensor.ts'
import { type Levels } from './levels.ts'
import { type TrainRecipe } from './recipe.ts'

/** [B, 4] rows of cSkip, cOut, cIn, cNoise. */
export function scalingRows(sigmas: readonly number[], scale: (sigma: number) => Scalings): Tensor {
  const rows = sigmas
    .map(scale)
    .flatMap(({ cSkip, cOut, cIn, cNoise }) => [cSkip, cOut, cIn, cNoise])
  return { shape: [sigmas.length, 4], data: Float32Array.from(rows) }
}

/** The inputs that tell the graph about noise levels; diffusion has no second level. */
export function levelFeeds({ levels }: TrainRecipe, samples: readonly Levels[]): TensorMap {
  const t = samples.map((sample) => sample.t)
  const r = samples.map((sample) => sample.r)
  const weight = vector(samples.map((sample) => sample.weight))
  const diffusion = { t: vector(t), 't.scalings': scalingRows(t, edmScalings), weight }
  if (levels.kind === 'diffusion') return diffusion
  if (levels.kind === 'pd') {
    const middle = samples.map((sample) => sample.middle ?? sample.r)
    return {
      ...diffusion,
      r: vector(r),
      middle: vector(middle),
      'teacher.t': scalingRows(t, edmScalings),
      'teacher.middle': scalingRows(middle, edmScalings),
    }
  }
  const pair = {
    ...diffusion,
    't.scalings': scalingRows(t, consistencyScalings),
    r: vector(r),
    'r.scalings': scalingRows(r, consistencyScalings),
  }
  if (levels.kind !== 'cd') return pair
  const teacher = { ...pair, 'teacher.t': scalingRows(t, edmScalings) }
  return levels.method === 'euler'
    ? teacher
    : { ...teacher, 'teacher.r': scalingRows(r, edmScalings) }
}
