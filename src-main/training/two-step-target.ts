/**
 * What a student of progressive distillation is to answer, computed by running its teacher: for measuring.
 * The training graph holds the same formula with its derivative (onnx/training/teacher-step.ts).
 */
import { mapTensor } from '../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import type { Levels } from '../../src-shared/training/levels.ts'

type Denoiser = (noisy: Tensor, sigmas: readonly number[]) => Promise<Tensor>

/** x - t (x_r - x) / (r - t), where x_r is reached from x by two Euler steps of the teacher. */
export async function twoStepTarget(
  x: Tensor,
  samples: readonly Levels[],
  teacher: Denoiser,
): Promise<Tensor> {
  const [t, middle, r] = [
    samples.map((sample) => sample.t),
    samples.map((sample) => sample.middle ?? sample.r),
    samples.map((sample) => sample.r),
  ]
  const half = euler(x, await teacher(x, t), [t, middle])
  const reached = euler(half, await teacher(half, middle), [middle, r])
  const size = x.data.length / samples.length
  return mapTensor(x, (value, i) => {
    const sample = Math.floor(i / size)
    const [high = 1, low = 0] = [t[sample], r[sample]]
    return value - (high * ((reached.data[i] ?? 0) - value)) / (low - high)
  })
}

/** x + (to - from) (x - estimate) / from, with levels of its own for each sample. */
function euler(
  x: Tensor,
  estimate: Tensor,
  [from, to]: readonly [readonly number[], readonly number[]],
): Tensor {
  const size = x.data.length / from.length
  return mapTensor(x, (value, i) => {
    const sample = Math.floor(i / size)
    const ratio = (to[sample] ?? 0) / (from[sample] ?? 1)
    return value + (ratio - 1) * (value - (estimate.data[i] ?? 0))
  })
}
