/**
 * Runs the network with parameters that are still changing: for measuring and for sample pictures.
 * One graph takes the flat parameters as an input, so that no graph is built again during a run.
 */
import { GraphBuilder } from '../../src-shared/onnx/graph-builder.ts'
import { estimate, imageShape, SCALINGS } from '../../src-shared/onnx/networks/consistency.ts'
import type { Network } from '../../src-shared/onnx/networks/consistency.ts'
import { parameterCount, splitParameters } from '../../src-shared/onnx/training/flat-parameters.ts'
import { consistencyScalings } from '../../src-shared/diffusion/preconditioning.ts'
import type { Scalings } from '../../src-shared/diffusion/preconditioning.ts'
import { sizeOf } from '../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import { scalingRows } from '../../src-shared/training/level-feeds.ts'
import { openOwnGraph } from '../runtime/own-graph.ts'
import { labelTensor } from './photograph-classes.ts'

export interface Evaluator {
  /** Samples that are computed at a time. */
  readonly batch: number
  /** f(noisy, sigma) with parameters `theta`: noisy [B, 3, S, S], unclamped. */
  estimate(theta: Float32Array, noisy: Tensor, asked: Asked): Promise<Tensor>
  release(): Promise<void>
}

export interface Asked {
  /** One for each sample. */
  readonly sigmas: readonly number[]
  /** The class of each sample, for a network that has classes; the first one if not given. */
  readonly labels?: readonly number[] | undefined
  /** Other factors than the consistency function's make it a diffusion denoiser. */
  readonly scale?: ((sigma: number) => Scalings) | undefined
}

/** Opens an evaluator that computes `batch` samples at a time. */
export async function openEvaluator(
  network: Network,
  options: { readonly batch: number; readonly threads?: number | undefined },
): Promise<Evaluator> {
  const { batch } = options
  const graph = await openOwnGraph(evaluationGraph(network, batch), options)
  const shape = imageShape(network, batch)
  const length = sizeOf(shape.slice(1))
  return {
    batch,
    release: graph.release,
    async estimate(theta, noisy, { sigmas, labels, scale = consistencyScalings }) {
      const data = new Float32Array(noisy.data.length)
      for (let first = 0; first < sigmas.length; first += batch) {
        const x = { shape, data: new Float32Array(batch * length) }
        x.data.set(noisy.data.subarray(first * length, (first + batch) * length))
        const ofBatch = (values: readonly number[] | undefined, rest: number) =>
          Array.from({ length: batch }, (_, i) => values?.[first + i] ?? rest)
        const { estimate: result } = await graph.run({
          theta: { shape: [theta.length], data: theta },
          x,
          scalings: scalingRows(ofBatch(sigmas, 1), scale),
          ...(hasClasses(network) && { labels: labelTensor(ofBatch(labels, 0)) }),
        })
        const wanted = Math.min(batch, sigmas.length - first) * length
        data.set(result?.data.subarray(0, wanted) ?? [], first * length)
      }
      return { shape: noisy.shape, data }
    },
  }
}

function evaluationGraph(network: Network, batch: number) {
  const g = new GraphBuilder('evaluation')
  const theta = g.input('theta', [parameterCount(network.config)])
  const x = g.input('x', imageShape(network, batch))
  const scalings = g.input('scalings', [batch, SCALINGS])
  const labels = hasClasses(network) ? g.input('labels', [batch], 'int32') : undefined
  const { parameters } = splitParameters(g, network.config, theta)
  return g.build({ estimate: estimate({ g, parameters }, network, { x, scalings, labels }) })
}

const hasClasses = ({ config }: Network) => config.numClassEmbeds !== null
