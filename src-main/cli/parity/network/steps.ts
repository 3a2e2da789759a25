/**
 * One run of the sampler with the reference's noise, compared estimate by estimate.
 */
import {
  renoise,
  renoiseBy,
  sampleMultistep,
  type Denoise,
  type KnownPart,
} from '../../../../src-shared/diffusion/multistep-sampler.ts'
import { SIGMA_MAX, type GridOptions } from '../../../../src-shared/diffusion/noise-schedule.ts'
import { sizeOf, type Tensor } from '../../../../src-shared/tensor/tensor.ts'
import { compare, type Finding } from '../finding.ts'
import type { GoldenJson } from '../golden-json.ts'
import type { GoldenTensors } from '../golden-tensors.ts'
import type { GoldenNetwork } from './golden-network.ts'
import type { CaseLevels } from './levels.ts'

/** The reference's own tolerances for estimates and for results. */
const ESTIMATE = { tolerance: 5e-5, byNetwork: true } as const
const FINAL = { tolerance: 3e-4, byNetwork: true } as const

/** One case of a file, and the network that it is about. */
export interface GoldenCase {
  /** Of the names of its tensors. */
  readonly name: string
  /** What its items are named after. */
  readonly item: string
  readonly golden: GoldenTensors
  readonly constants: GoldenJson
  readonly network: GoldenNetwork
}

export interface GoldenRun {
  readonly golden: GoldenTensors
  /** Of the names of its tensors. */
  readonly prefix: string
  readonly levels: CaseLevels
  readonly known: KnownPart
  /** x at the first level. */
  readonly start: Tensor
  readonly denoise: Denoise
  /** What is done to the result after the last noise. */
  readonly finish: (image: Tensor) => Tensor
}

/** The level that a run starts from, whatever its first index is. */
export function startingSigma({ sigmaMax = SIGMA_MAX }: GridOptions): number {
  return sigmaMax
}

/** x0_k: estimates with the known part imposed; x_k: the same under new noise; final. */
export async function* checkSteps(item: string, run: GoldenRun): AsyncGenerator<Finding> {
  const { golden, prefix, levels, finish } = run
  const noise = (step: number): Tensor => noiseOf(golden, prefix, step)
  const nextLevels = [...levels.sigmas.slice(1), levels.last]
  let result = run.start
  const renoising = renoiseBy(noise, levels.sigmaMin)
  for await (const { step, image } of sampleMultistep({ ...run, ...levels, renoise: renoising })) {
    const sigma = nextLevels[step - 1]
    const next =
      typeof sigma === 'number' ? renoise(image, noise(step), { ...levels, sigma }) : image
    for (const [name, actual] of [
      [`x0_${step}`, image],
      [`x_${step}`, next],
    ] as const) {
      if (!golden.has(`${prefix}.${name}`)) continue
      const expected = golden.tensor(`${prefix}.${name}`).data
      yield compare(`${item}/${name}`, [actual.data, expected], ESTIMATE)
    }
    result = next
  }
  const expected = golden.tensor(`${prefix}.final`).data
  yield compare(`${item}/final`, [finish(result).data, expected], FINAL)
}

/** The noise of step `step`: a tensor of its own, or a slice of all noise. */
function noiseOf(golden: GoldenTensors, prefix: string, step: number): Tensor {
  if (golden.has(`${prefix}.noise_${step}`)) return golden.tensor(`${prefix}.noise_${step}`)
  const all = golden.tensor(`${prefix}.noise_all`)
  const [steps = 0, ...rest] = all.shape
  if (step > steps) throw golden.wrong(`${prefix}.noise_all`, `ends before step ${step}`)
  const shape = rest.length === 3 ? [1, ...rest] : rest
  const size = sizeOf(shape)
  return { shape, data: all.data.subarray((step - 1) * size, step * size) }
}
