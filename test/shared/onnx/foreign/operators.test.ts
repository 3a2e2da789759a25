/**
 * Networks that others have made: what our graph computes is what the runtime computes from the file itself, and its
 * derivative is that of finite differences.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openGraph } from '../../../../src-main/runtime/onnx-session.ts'
import { bytesSource } from '../../../../src-shared/importers/byte-source.ts'
import { readOnnxValues } from '../../../../src-shared/importers/onnx-values.ts'
import { appendModel } from '../../../../src-shared/onnx/foreign/append-model.ts'
import { gradients } from '../../../../src-shared/onnx/gradient/reverse.ts'
import { GraphBuilder } from '../../../../src-shared/onnx/graph-builder.ts'
import { featureDistance } from '../../../../src-shared/onnx/training/feature-distance.ts'
import { normals } from '../../../../src-shared/tensor/random.ts'
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'
import { foreignOnnx } from '../../../support/foreign-onnx.ts'
import type { ForeignFileSpec, ForeignNodeSpec } from '../../../support/foreign-onnx.ts'
import { largestError } from '../../../support/golden.ts'
import { runGraph } from '../../../support/run-graph.ts'

const PICTURE = [2, 3, 12, 10]
const weight = (stream: number, shape: readonly number[]) => ({
  shape,
  data: normals(9, stream, shape).data,
})
const positive = (stream: number, size: number) => ({
  shape: [size],
  data: normals(9, stream, [size]).data.map((value) => 0.5 + Math.abs(value)),
})
const whole = (...values: readonly number[]) => ({
  shape: [values.length],
  data: BigInt64Array.from(values, BigInt),
})

type Weights = NonNullable<ForeignFileSpec['weights']>

/** A network of one picture and the nodes, the last of which gives its output. */
function network(nodes: readonly ForeignNodeSpec[], weights: Weights = {}): ForeignFileSpec {
  return { inputs: { x: PICTURE }, outputs: [nodes.at(-1)?.output ?? ''], nodes, weights }
}

const conv = (attributes: ForeignNodeSpec['attributes'] = {}, shape = [4, 3, 3, 3]) =>
  network([{ op: 'Conv', inputs: ['x', 'w', 'b'], output: 'y', attributes }], {
    w: weight(1, shape),
    b: weight(2, [4]),
  })
const one = (op: string, attributes: ForeignNodeSpec['attributes'] = {}) =>
  network([{ op, inputs: ['x'], output: 'y', attributes }])
const window = (size: number, stride: number, pad: number) => ({
  kernel_shape: [size, size],
  strides: [stride, stride],
  pads: [pad, pad, pad, pad],
})

const NETWORKS: Readonly<Record<string, ForeignFileSpec>> = {
  'a convolution with strides and uneven pads': conv({ strides: [2, 2], pads: [0, 0, 1, 1] }),
  'a convolution that pads itself above': conv({ strides: [2, 2], auto_pad: 'SAME_UPPER' }),
  'a convolution that pads itself below': conv({ strides: [2, 2], auto_pad: 'SAME_LOWER' }),
  'a convolution channel by channel': network(
    [{ op: 'Conv', inputs: ['x', 'w'], output: 'y', attributes: { group: 3, pads: [1, 1, 1, 1] } }],
    { w: weight(3, [3, 1, 3, 3]) },
  ),
  'a max-pool of VGG': one('MaxPool', window(2, 2, 0)),
  'a max-pool of AlexNet': one('MaxPool', window(3, 2, 0)),
  'a max-pool with pads': one('MaxPool', window(3, 2, 1)),
  'a mean over windows': one('AveragePool', window(3, 2, 0)),
  'a mean over everything': one('GlobalAveragePool'),
  'a batch normalisation': network(
    [
      {
        op: 'BatchNormalization',
        inputs: ['x', 'scale', 'bias', 'mean', 'variance'],
        output: 'y',
        attributes: { epsilon: 0.001 },
      },
    ],
    {
      scale: weight(4, [3]),
      bias: weight(5, [3]),
      mean: weight(6, [3]),
      variance: positive(7, 3),
    },
  ),
  'a rectifier': one('Relu'),
  'a leaking rectifier': one('LeakyRelu', { alpha: 0.2 }),
  'a rectifier that ends at 6': network(
    [{ op: 'Clip', inputs: ['x', 'low', 'high'], output: 'y' }],
    {
      low: { shape: [], data: Float32Array.of(0) },
      high: { shape: [], data: Float32Array.of(0.7) },
    },
  ),
  'pads of their own': network([{ op: 'Pad', inputs: ['x', 'pads'], output: 'y' }], {
    pads: whole(0, 0, 1, 2, 0, 0, 3, 0),
  }),
  'a layer of SqueezeNet': network(
    [
      { op: 'Conv', inputs: ['x', 'w1'], output: 'a' },
      { op: 'Conv', inputs: ['x', 'w3'], output: 'b', attributes: { pads: [1, 1, 1, 1] } },
      { op: 'Concat', inputs: ['a', 'b'], output: 'y', attributes: { axis: 1 } },
    ],
    { w1: weight(1, [4, 3, 1, 1]), w3: weight(2, [5, 3, 3, 3]) },
  ),
  'a layer of numbers': network(
    [
      { op: 'Flatten', inputs: ['x'], output: 'flat' },
      { op: 'Gemm', inputs: ['flat', 'w', 'b'], output: 'y', attributes: { transB: 1 } },
    ],
    { w: weight(1, [7, 360]), b: weight(2, [7]) },
  ),
  'a length over channels': network(
    [
      { op: 'Pow', inputs: ['x', 'two'], output: 'squares' },
      {
        op: 'ReduceMean',
        inputs: ['squares'],
        output: 'mean',
        attributes: { axes: [1], keepdims: 1 },
      },
      { op: 'Sqrt', inputs: ['mean'], output: 'length' },
      { op: 'Div', inputs: ['x', 'length'], output: 'y' },
    ],
    { two: { shape: [], data: Float32Array.of(2) } },
  ),
  'floats in fields of their own': { ...conv(), listed: true },
}

const picture = (stream: number): Tensor => normals(4, stream, PICTURE)

/** What the runtime makes of a file. */
async function runFile(bytes: Uint8Array, x: Tensor): Promise<Readonly<Record<string, Tensor>>> {
  const { run, release } = await openGraph(bytes)
  try {
    return await run({ x })
  } finally {
    await release()
  }
}

const read = (bytes: Uint8Array, name = 'network.onnx') => readOnnxValues(bytesSource(bytes, name))

describe('a network of others in our graph', () => {
  test.each(Object.entries(NETWORKS))('computes %s as the runtime does', async (_, spec) => {
    const bytes = foreignOnnx(spec)
    const g = new GraphBuilder('own')
    const [y] = appendModel(g, await read(bytes), [g.input('x', PICTURE)])
    if (!y) throw new Error('no output')
    const ours = await runGraph(g.build({ y }), { x: picture(0) })
    const theirs = await runFile(bytes, picture(0))
    expect(ours['y']?.shape).toEqual(theirs['y']?.shape)
    const [a, b] = [ours['y']?.data ?? [], theirs['y']?.data ?? []]
    expect(a.length).toBeGreaterThan(0)
    expect(largestError(a, b)).toBeLessThan(2e-5)
  })

  test.each([
    ['an operator that is not known', one('Erf'), /has the operator Erf.* those that can are Add/],
    ['dilated windows', conv({ dilations: [2, 2] }), /node of y.*dilated windows/],
    [
      'a size that is rounded up',
      one('MaxPool', { ...window(3, 2, 0), ceil_mode: 1 }),
      /rounded up/,
    ],
    [
      'weights of another number of channels',
      conv({}, [4, 5, 3, 3]),
      /does not fit these pictures/,
    ],
  ])('refuses %s and says where', async (_, spec, words) => {
    const model = await read(foreignOnnx(spec))
    const g = new GraphBuilder('own')
    expect(() => appendModel(g, model, [g.input('x', PICTURE)])).toThrow(words)
  })

  test.each([
    ['is cut off', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 40)],
    ['is something else', () => new TextEncoder().encode('not a network at all')],
    ['is empty', () => new Uint8Array()],
  ])('refuses a file that %s', async (_, spoil) => {
    const bytes = spoil(foreignOnnx(conv()))
    await expect(read(bytes)).rejects.toThrow(/network\.onnx is damaged or not an ONNX file/)
  })
})

/** <d distance, direction> by the derivative and by differences, and the distance itself. */
async function slopes(bytes: Uint8Array, shape: readonly number[]) {
  const features = await read(bytes)
  const g = new GraphBuilder('distance')
  const [a, b, direction] = ['a', 'b', 'direction'].map((name) => g.input(name, shape))
  if (!a || !b || !direction) throw new Error('no inputs')
  const distance = g.reduceSum(featureDistance(g, { features, side: 0 }, [a, b]), [0])
  const [gradient] = gradients(g, distance, { sources: [a] })
  if (!gradient) throw new Error('no derivative')
  const all = shape.map((_, axis) => axis)
  const slope = g.reduceSum(g.mul(gradient, direction), all)
  const graph = g.build({ distance: g.reshape(distance, [1]), slope: g.reshape(slope, [1]) })
  const near = (stream: number) => {
    const { data } = normals(5, stream, shape)
    return { shape, data: data.map((value) => 0.4 * value) }
  }
  const [base, other] = [near(0), near(1)]
  // Towards the other picture, where the distance falls; elsewhere kinks and rounding would decide.
  const step = { shape, data: other.data.map((value, i) => value - (base.data[i] ?? 0)) }
  const at = async (by: number) => {
    const moved = { shape, data: base.data.map((value, i) => value + by * (step.data[i] ?? 0)) }
    const result = await runGraph(graph, { a: moved, b: other, direction: step })
    return { distance: result['distance']?.data[0] ?? NaN, slope: result['slope']?.data[0] ?? NaN }
  }
  const h = 1e-3
  const [before, here, after] = [await at(-h), await at(0), await at(h)]
  return {
    distance: here.distance,
    derivative: here.slope,
    difference: (after.distance - before.distance) / (2 * h),
  }
}

describe('a distance of features', () => {
  const shipped = readFileSync('assets/features/mobilenet-v2.onnx')
  const vgg = foreignOnnx({
    ...network(
      [
        { op: 'Conv', inputs: ['x', 'w'], output: 'c', attributes: { pads: [1, 1, 1, 1] } },
        { op: 'Relu', inputs: ['c'], output: 'low' },
        { op: 'MaxPool', inputs: ['low'], output: 'high', attributes: window(2, 2, 0) },
      ],
      { w: weight(1, [6, 3, 3, 3]) },
    ),
    outputs: ['low', 'high'],
  })

  test.each([
    ['a network of convolutions and pools', vgg, PICTURE],
    ['the network that comes with the program', shipped, [1, 3, 48, 32]],
    ['the first of them, of grey pictures', vgg, [1, 1, 48, 32]],
  ])('has the derivative of finite differences, by %s', async (_, bytes, shape) => {
    const { distance, derivative, difference } = await slopes(bytes, shape)
    expect(distance).toBeGreaterThan(0.01)
    expect(Math.abs(derivative)).toBeGreaterThan(1e-4)
    expect(derivative / difference).toBeCloseTo(1, 1)
  })

  test('computes the shipped features as the runtime does from the file', async () => {
    const x = normals(6, 0, [1, 3, 224, 224])
    const theirs = await runFile(shipped, x)
    const g = new GraphBuilder('own')
    const model = await read(shipped)
    const maps = appendModel(g, model, [g.input('x', x.shape)])
    const ours = await runGraph(
      g.build(Object.fromEntries(maps.map((map, i) => [model.outputs[i] ?? '', map]))),
      { x },
    )
    expect(model.outputs.map((name) => ours[name]?.shape)).toEqual([
      [1, 144, 56, 56],
      [1, 192, 28, 28],
      [1, 384, 14, 14],
    ])
    for (const name of model.outputs)
      expect(largestError(ours[name]?.data ?? [], theirs[name]?.data ?? [])).toBeLessThan(1e-4)
  })

  test('is 0 from a picture to itself, and takes a whole distance of two pictures as it is', async () => {
    const spec: ForeignFileSpec = {
      inputs: { x: PICTURE, y: PICTURE },
      outputs: ['d'],
      nodes: [
        { op: 'Sub', inputs: ['x', 'y'], output: 'e' },
        { op: 'Mul', inputs: ['e', 'e'], output: 's' },
        { op: 'ReduceMean', inputs: ['s'], output: 'd', attributes: { axes: [1, 2, 3] } },
      ],
    }
    for (const [bytes, others] of [
      [vgg, 0],
      [foreignOnnx(spec), 2],
    ] as const) {
      const features = await read(bytes)
      const g = new GraphBuilder('distance')
      const [a, b] = [g.input('a', PICTURE), g.input('b', PICTURE)]
      const graph = g.build({ d: featureDistance(g, { features, side: 0 }, [a, b]) })
      const same = await runGraph(graph, { a: picture(0), b: picture(0) })
      expect(same['d']?.shape).toEqual([2])
      expect([...(same['d']?.data ?? [])]).toEqual([0, 0])
      const apart = await runGraph(graph, { a: picture(0), b: picture(1) })
      if (others > 0) for (const d of apart['d']?.data ?? []) expect(d).toBeCloseTo(others, 0)
    }
  })
})
