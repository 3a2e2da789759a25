// Makes assets/features/mobilenet-v2.onnx out of nsfwjs (MIT): the first blocks of its MobileNetV2 as a network of
// features for the loss of training. Run by `node scripts/run.mjs scripts/make-feature-network.mjs`.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { encodeModel } from '../src-shared/onnx/encode-model.ts'
import { GraphBuilder } from '../src-shared/onnx/graph-builder.ts'

const PACKAGE = 'nsfwjs@4.3.0'
const TARGET = join(import.meta.dirname, '..', 'assets', 'features', 'mobilenet-v2.onnx')
/** Layers whose output is a feature map; nothing after the last of them is kept. */
const FEATURES = ['block_2_expand_relu', 'block_4_expand_relu', 'block_7_expand_relu']
/** Side of the pictures that the network was trained on; the features come for any other. */
const SIDE = 224

/** Layers in their order, and weights by name with what they were quantised from. */
function readPackage() {
  const folder = mkdtempSync(join(tmpdir(), 'features-'))
  try {
    const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }
    const packed = execFileSync(
      'npm',
      ['pack', PACKAGE, '--json', '--pack-destination', folder],
      options,
    )
    execFileSync('tar', ['-xzf', join(folder, JSON.parse(packed)[0].filename), '-C', folder])
    const load = createRequire(join(folder, 'package', 'package.json'))
    const { modelTopology, weightsManifest } = load('./dist/models/mobilenet_v2/model.min.js')
    const shard = load('./dist/models/mobilenet_v2/group1-shard1of1.min.js')
    const bytes = Buffer.from(shard, 'base64')
    return {
      layers: modelTopology.model_config.config.layers,
      weights: readWeights(weightsManifest[0].weights, bytes),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function readWeights(entries, bytes) {
  const weights = new Map()
  let at = 0
  for (const { name, shape, quantization } of entries) {
    const size = shape.reduce((product, extent) => product * extent, 1)
    if (quantization?.dtype !== 'uint8') throw new Error(`${name} is not in 8 bits`)
    const { min, scale } = quantization
    const part = bytes.subarray(at, at + size)
    weights.set(name, { shape, data: Float32Array.from(part, (level) => min + scale * level) })
    at += size
  }
  if (at !== bytes.length) throw new Error(`${bytes.length - at} bytes are left over`)
  return weights
}

/** Keras: [height, width, in, out], or [height, width, in, 1] for depthwise ones. ONNX: [out, in of a group, h, w]. */
function transposed({ shape: [height, width, inputs, outputs], data }, isDepthwise) {
  const [outer, inner] = isDepthwise ? [inputs, 1] : [outputs, inputs]
  const result = new Float32Array(data.length)
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < inner; i++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          const [input, output] = isDepthwise ? [o, 0] : [i, o]
          const from = ((y * width + x) * inputs + input) * outputs + output
          result[((o * inner + i) * height + y) * width + x] = data[from]
        }
  return { shape: [outer, inner, height, width], data: result }
}

/** A convolution with the normalisation after it folded into its weights. */
function folded(kernel, name, epsilon, weights) {
  const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
    (part) => weights.get(`${name}/${part}`).data,
  )
  const factors = gamma.map((g, c) => g / Math.sqrt(variance[c] + epsilon))
  const size = kernel.data.length / kernel.shape[0]
  return {
    kernel: {
      shape: kernel.shape,
      data: kernel.data.map((value, i) => value * factors[Math.floor(i / size)]),
    },
    bias: beta.map((b, c) => b - mean[c] * factors[c]),
  }
}

/** The graph: pictures in [-1, 1] to three maps of features. */
function build({ layers, weights }) {
  const g = new GraphBuilder('features')
  const picture = g.input('x', [1, 3, SIDE, SIDE])
  const half = g.scalar(0.5)
  const values = new Map([['input_1', g.add(g.mul(picture, half), half)]])
  const pads = new Map()
  const outputs = {}
  for (const [index, { class_name: kind, config, inbound_nodes: inbound }] of layers.entries()) {
    const names = (inbound[0] ?? []).map(([name]) => name)
    const [x, y] = names.map((name) => values.get(name))
    const { name } = config
    if (kind === 'ZeroPadding2D') {
      const [[top, bottom], [left, right]] = config.padding
      pads.set(name, [top, left, bottom, right])
      values.set(name, x)
    } else if (kind === 'Conv2D' || kind === 'DepthwiseConv2D') {
      const isDepthwise = kind === 'DepthwiseConv2D'
      const kernel = weights.get(`${name}/${isDepthwise ? 'depthwise_kernel' : 'kernel'}`)
      const after = layers[index + 1]
      if (after.class_name !== 'BatchNormalization') throw new Error(`${name} is not normalised`)
      const { kernel: w, bias } = folded(
        transposed(kernel, isDepthwise),
        after.config.name,
        after.config.epsilon,
        weights,
      )
      const side = Math.floor(kernel.shape[0] / 2)
      if (config.padding === 'same' && config.strides[0] !== 1) throw new Error(`${name} is uneven`)
      const around = config.padding === 'same' ? [side, side, side, side] : [0, 0, 0, 0]
      const inputs = [
        x,
        g.constant(`${name}.weight`, w.shape, w.data),
        g.constant(`${name}.bias`, [bias.length], bias),
      ]
      const groups = isDepthwise ? w.shape[0] : 1
      const attributes = { strides: config.strides, pads: pads.get(names[0]) ?? around, groups }
      values.set(after.config.name, g.conv(inputs, attributes))
    } else if (kind === 'ReLU') {
      values.set(name, g.clip(x, { min: 0, max: config.max_value }))
    } else if (kind === 'Add') {
      values.set(name, g.add(x, y))
    } else if (kind !== 'BatchNormalization' && kind !== 'InputLayer') {
      throw new Error(`${name} is a ${kind}`)
    }
    if (FEATURES.includes(name)) outputs[name] = values.get(name)
    if (name === FEATURES.at(-1)) break
  }
  return g.build(outputs)
}

const bytes = encodeModel(build(readPackage()))
mkdirSync(dirname(TARGET), { recursive: true })
writeFileSync(TARGET, bytes)
console.log(`${TARGET}: ${bytes.length} bytes`)
