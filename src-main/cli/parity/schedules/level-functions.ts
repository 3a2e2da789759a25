/**
 * Functions of a single noise level: factors, conditions, weights, and the sinusoids that the network sees.
 */
import { SNR_WEIGHTS } from '../../../../src-shared/diffusion/consistency-loss.ts'
import {
  consistencyScalings,
  edmNoiseCondition,
  edmScalings,
  trigFlowTime,
} from '../../../../src-shared/diffusion/preconditioning.ts'
import { encodeModel } from '../../../../src-shared/onnx/encode-model.ts'
import { GraphBuilder } from '../../../../src-shared/onnx/graph-builder.ts'
import { timestepEmbedding } from '../../../../src-shared/onnx/networks/layers.ts'
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'
import { openGraph } from '../../../runtime/onnx-session.ts'
import { compare, type Finding } from '../finding.ts'
import { outputOf } from '../network/golden-network.ts'
import { compareExactly, matching, type ScheduleSource } from './source.ts'

const FUNCTIONS: Readonly<Record<string, (sigma: number) => number>> = {
  c_skip: (sigma) => consistencyScalings(sigma).cSkip,
  c_out: (sigma) => consistencyScalings(sigma).cOut,
  c_in: (sigma) => consistencyScalings(sigma).cIn,
  c_noise_cm: (sigma) => consistencyScalings(sigma).cNoise,
  edm_c_skip: (sigma) => edmScalings(sigma).cSkip,
  edm_c_out: (sigma) => edmScalings(sigma).cOut,
  edm_c_in: (sigma) => edmScalings(sigma).cIn,
  c_noise_edm: edmNoiseCondition,
  trigflow_t: (sigma) => trigFlowTime(sigma),
  weight_uniform: SNR_WEIGHTS.uniform,
  weight_snr: SNR_WEIGHTS.snr,
  weight_snr_plus_1: SNR_WEIGHTS['snr+1'],
  weight_karras: SNR_WEIGHTS.karras,
  weight_truncated_snr: SNR_WEIGHTS['truncated-snr'],
}

/** Every known function at the levels of `sigma`. */
export function* checkLevelFunctions(source: ScheduleSource): Generator<Finding> {
  const { golden } = source
  if (!golden.has('sigma')) return
  const sigmas = [...golden.values('sigma')]
  for (const [name, of] of Object.entries(FUNCTIONS)) {
    if (golden.has(name)) yield compareExactly(source, name, sigmas.map(of))
  }
}

/** The argument of the fastest sinusoid reaches 1554, where 32 bits step by 1e-4. */
export const SINUSOID = { tolerance: 2e-4 } as const

/** The embedding of c_noise as the network's graph computes it. */
export async function* checkTimeEmbeddings(source: ScheduleSource): AsyncGenerator<Finding> {
  const { golden, item } = source
  for (const [name, width] of matching(source, /^timestep_embedding_dim(\d+)$/)) {
    const actual = await embed(golden.tensor('c_noise_cm'), Number(width))
    yield compare(`${item}/${name}`, [actual.data, golden.tensor(name).data], SINUSOID)
  }
}

async function embed(timestep: Tensor, channels: number): Promise<Tensor> {
  const g = new GraphBuilder('timestep_embedding')
  const options = { channels, flipSinToCos: true, freqShift: 0 }
  const embedding = timestepEmbedding(g, g.input('timestep', timestep.shape), options)
  const { run, release } = await openGraph(encodeModel(g.build({ embedding })))
  return run({ timestep })
    .then((results) => outputOf(results, 'embedding'))
    .finally(release)
}
