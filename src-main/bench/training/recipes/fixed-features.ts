/**
 * Features of small grey pictures from a convolutional network that nobody trained: its weights are drawn once from a
 * fixed seed. Good enough to tell distributions apart; not Inception's, so no figure here is an FID or a KID of papers.
 */
import { encodeModel } from '../../../../src-shared/onnx/encode-model.ts'
import { GraphBuilder } from '../../../../src-shared/onnx/graph-builder.ts'
import type { Graph, Value } from '../../../../src-shared/onnx/graph.ts'
import { normals } from '../../../../src-shared/tensor/random.ts'
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'
import { openGraph } from '../../../runtime/onnx-session.ts'

const SEED = 20230302
const CHANNELS = [32, 48, 64]
const BATCH = 64

/**
 * Feature vectors [N, 384] of pictures [N, 1, 14, 14]: means over the four quarters of the picture, of 32 channels that
 * see 3x3 pixels and of 64 that see most of the quarter.
 */
export async function fixedFeatures(pictures: Tensor): Promise<Tensor> {
  const [count = 0, channels = 1, height = 1, width = 1] = pictures.shape
  const size = channels * height * width
  const graph = await openGraph(encodeModel(featureGraph([BATCH, channels, height, width])), {
    threads: 1,
  })
  const rows: Float32Array[] = []
  for (let first = 0; first < count; first += BATCH) {
    const x = new Float32Array(BATCH * size)
    const taken = Math.min(BATCH, count - first)
    x.set(pictures.data.subarray(first * size, (first + taken) * size))
    const { features } = await graph.run({
      x: { shape: [BATCH, channels, height, width], data: x },
    })
    if (features) rows.push(features.data.slice(0, (taken * features.data.length) / BATCH))
  }
  await graph.release()
  const data = Float32Array.from(rows.flatMap((row) => [...row]))
  return { shape: [count, data.length / count], data }
}

/** Three 3x3 convolutions with ReLU, the second and third of stride 2. */
function featureGraph(shape: readonly number[]): Graph {
  const g = new GraphBuilder('fixed_features')
  const [batch = 1] = shape
  const flat = (x: Value) => {
    const pooled = g.averagePool(x, (x.shape[2] ?? 2) / 2)
    return g.reshape(pooled, [batch, pooled.shape.slice(1).reduce((a, b) => a * b, 1)])
  }
  const layers: Value[] = []
  let h = g.input('x', shape)
  for (const [layer, to] of CHANNELS.entries()) {
    h = randomLayer(g, h, { layer, to })
    layers.push(h)
  }
  const [fine, , coarse] = layers
  return g.build({
    features: g.concat(
      [fine, coarse].flatMap((x) => (x ? [flat(x)] : [])),
      1,
    ),
  })
}

/** The first layer's filters add up to nothing: flat parts are silent there, so that grain is heard. */
function randomLayer(
  g: GraphBuilder,
  x: Value,
  { layer, to }: { readonly layer: number; readonly to: number },
): Value {
  const from = x.shape[1] ?? 1
  const shape = [to, from, 3, 3]
  const gain = Math.sqrt(2 / (9 * from))
  const drawn = normals(SEED, 2 * layer, shape).data.map((z) => gain * z)
  const weight = layer === 0 ? withoutMeans(drawn, 9 * from) : drawn
  const bias = normals(SEED, 2 * layer + 1, [to]).data.map((z) => (layer === 0 ? 0 : z / 4))
  const stride = layer === 0 ? 1 : 2
  const out = g.conv(
    [x, g.constant(`weight.${layer}`, shape, weight), g.constant(`bias.${layer}`, [to], bias)],
    { strides: [stride, stride], pads: [1, 1, 1, 1] },
  )
  return g.max(out, g.scalar(0))
}

/** Every run of `length` values without its mean. */
function withoutMeans(values: Float32Array, length: number): Float32Array {
  return values.map((value, i) => {
    const first = i - (i % length)
    const own = values.subarray(first, first + length)
    return value - own.reduce((sum, one) => sum + one, 0) / length
  })
}
