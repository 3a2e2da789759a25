/**
 * Opens a model that is an ONNX graph of others. The runtime reads its files itself.
 */
import { join } from 'node:path'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { consistencyScalings } from '../../src-shared/diffusion/preconditioning.ts'
import { mapTensor, sizeOf, type Feeds, type Tensor } from '../../src-shared/tensor/tensor.ts'
import { openGraph, type OpenGraph } from '../runtime/onnx-session.ts'
import type { GraphRecord } from './model-record.ts'
import type { OpenModel, OpenModelOptions } from './opened-model.ts'
import { inBatches } from './window-batches.ts'

/** Throws UserError for half precision: others' graphs run as they are. */
export async function openGraphModel(
  record: GraphRecord,
  options: OpenModelOptions & { readonly windowBatch: number },
): Promise<OpenModel> {
  const { device = 'cpu', precision = 'fp32' } = options
  const { graph, folder, scheduler, windowSize } = record
  if (precision === 'fp16') {
    throw new UserError(
      `The model ${record.id} is an ONNX graph, which runs in the precision that it has`,
    )
  }
  const windowBatch = graph.batch ?? options.windowBatch
  const [file = ''] = graph.files
  const session = await openGraph(join(folder, file), { ...options, outputs: [graph.output] })
  return {
    ...{ record, windowSize, windowBatch, device, precision, release: session.release },
    denoise: (noisy, sigma, labels = []) => {
      const run = async (x: Tensor, first: number) => {
        const { cSkip, cOut, cIn, cNoise } = consistencyScalings(sigma, scheduler)
        const labelAt = (window: number) => labels[first + window] ?? labels[0] ?? 0
        const ask = (image: Tensor, level: number) =>
          runOnce(session, record, { image, level, labelAt })
        if (graph.computes === 'clean-image') return ask(x, sigma)
        const raw = await ask(
          mapTensor(x, (value) => cIn * value),
          cNoise,
        )
        return mapTensor(x, (value, i) => cSkip * value + cOut * (raw.data[i] ?? NaN))
      }
      return inBatches(noisy, { windowBatch, smaller: graph.batch === null, run })
    },
  }
}

interface Asked {
  readonly image: Tensor
  readonly level: number
  readonly labelAt: (window: number) => number
}

async function runOnce(
  { run, inputShapes }: OpenGraph,
  { graph, source, id }: GraphRecord,
  { image, level, labelAt }: Asked,
): Promise<Tensor> {
  const { image: imageName, noise, labels, output } = graph
  const [batch = 0] = image.shape
  /** An open extent is as long as the batch. */
  const shapeOf = (name: string) => (inputShapes.get(name) ?? []).map((extent) => extent ?? batch)
  const noiseShape = shapeOf(noise)
  const feeds: Record<string, Feeds[string]> = {
    [imageName]: image,
    [noise]: { shape: noiseShape, data: new Float32Array(sizeOf(noiseShape)).fill(level) },
  }
  if (labels !== null) {
    const shape = shapeOf(labels)
    const data = Int32Array.from({ length: sizeOf(shape) }, (_, i) => labelAt(i))
    feeds[labels] = { shape, data }
  }
  const { [output]: estimate } = await run(feeds)
  if (estimate?.data.length === image.data.length) return estimate
  throw new UserError(
    `${source ?? id}: ${output} has another size than the image, of which it should be an estimate; name another output`,
  )
}
