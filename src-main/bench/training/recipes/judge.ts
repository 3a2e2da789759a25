/**
 * Judges samples by the kernel distance of their fixed features to pictures that nothing was trained on.
 */
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'
import type { Evaluator } from '../../../training/evaluator.ts'
import { fixedFeatures } from './fixed-features.ts'
import { kernelDistance } from './kernel-distance.ts'
import type { KernelDistance } from './kernel-distance.ts'
import type { Pictures } from './pictures.ts'
import { consistencySampler } from './samplers.ts'
import type { Sampler } from './samplers.ts'

/** Samples of a run. */
export const SAMPLES = 2048
/** Samples by which the level between two steps is chosen, against training pictures. */
const TRIED = 512
const SEEDS = { judged: 11, tried: 12 }
/** Levels that are tried between the first step and the second: the paper chooses its own by FID, too. */
const MIDDLES = [0.5, 1, 2]

export interface Judge {
  /** Distance of a set of pictures. */
  distance(pictures: Tensor): Promise<KernelDistance>
  /** Distance of what a sampler draws, and its first pictures. */
  judge(sampler: Sampler, model: JudgedModel): Promise<Judged>
  /** The level between two steps that serves a consistency model best. */
  chooseMiddle(model: JudgedModel): Promise<number>
}

export interface JudgedModel {
  readonly evaluator: Evaluator
  readonly theta: Float32Array
}

export interface Judged {
  readonly distance: KernelDistance
  readonly pictures: Tensor
}

export async function createJudge({ training, test }: Pictures): Promise<Judge> {
  const reference = await fixedFeatures(samplesOf(test, 0, SAMPLES))
  const known = await fixedFeatures(samplesOf(training, 0, TRIED))
  const distance = async (pictures: Tensor) =>
    kernelDistance(await fixedFeatures(pictures), reference)
  return {
    distance,
    async judge(sampler, model) {
      const pictures = await sampler({ ...model, count: SAMPLES, seed: SEEDS.judged })
      return { distance: await distance(pictures), pictures }
    },
    async chooseMiddle(model) {
      let best = { middle: 0, value: Infinity }
      for (const middle of MIDDLES) {
        const sampler = consistencySampler([80, middle])
        const pictures = await sampler({ ...model, count: TRIED, seed: SEEDS.tried })
        const { value } = kernelDistance(await fixedFeatures(pictures), known)
        if (value < best.value) best = { middle, value }
      }
      return best.middle
    },
  }
}

/** `count` samples of a batch, from number `first` on. */
export function samplesOf({ shape, data }: Tensor, first: number, count: number): Tensor {
  const size = data.length / (shape[0] ?? 1)
  return {
    shape: [count, ...shape.slice(1)],
    data: data.subarray(first * size, (first + count) * size),
  }
}
