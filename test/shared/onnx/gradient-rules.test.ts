import { describe, expect, it } from 'vitest'
import { gradients } from '../../../src-shared/onnx/gradient/reverse.ts'
import { GraphBuilder } from '../../../src-shared/onnx/graph-builder.ts'
import type { OpName, Value } from '../../../src-shared/onnx/graph.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import {
  sizeOf,
  type Feeds,
  type IntTensor,
  type Tensor,
} from '../../../src-shared/tensor/tensor.ts'
import { at, named } from '../../support/at.ts'
import { runGraph } from '../../support/run-graph.ts'

interface Case {
  /** Shapes of the float operands. */
  readonly shapes: readonly (readonly number[])[]
  readonly build: (g: GraphBuilder, inputs: readonly Value[]) => Value
  /** Linear in all operands together: the adjoint identity holds to rounding. */
  readonly linear?: true
  /** Operands are made positive, for roots, logarithms and divisors. */
  readonly positive?: true
}

type Build = Case['build']
const one =
  (build: (g: GraphBuilder, x: Value) => Value): Build =>
  (g, inputs) =>
    build(g, at(inputs, 0))
const two =
  (build: (g: GraphBuilder, a: Value, b: Value) => Value): Build =>
  (g, inputs) =>
    build(g, at(inputs, 0), at(inputs, 1))

const rows: IntTensor = { shape: [3], data: Int32Array.of(2, 0, 2) }
const indices = (g: GraphBuilder): Value => g.constant('rows', rows.shape, rows.data)
const image = [2, 4, 6, 6]
const unary = (build: (g: GraphBuilder, x: Value) => Value, extra: Partial<Case> = {}): Case => ({
  shapes: [[2, 3, 4]],
  build: one(build),
  ...extra,
})
const linear = { linear: true } as const
const positive = { positive: true } as const

/** Weights of groups are constants: only pictures have a derivative. */
const groupedCase = (
  weights: readonly number[],
  build: (g: GraphBuilder, operands: readonly [Value, Value]) => Value,
): Case => ({
  shapes: [image],
  build: one((g, x) => build(g, [x, g.constant('w', weights, normals(3, 0, weights).data)])),
  ...linear,
})
const groupedConvolutions = [
  { weights: [4, 1, 3, 3], stride: 1, groups: 4 },
  { weights: [4, 1, 3, 3], stride: 2, groups: 4 },
  { weights: [6, 2, 3, 3], stride: 1, groups: 2 },
].map(({ weights, stride, groups }) =>
  groupedCase(weights, (g, operands) =>
    g.conv(operands, { strides: [stride, stride], pads: [1, 1, 1, 1], groups }),
  ),
)

/** At least one case for every operator that has a derivative: the compiler sees to it. */
const cases: Record<Exclude<OpName, 'Cast'>, readonly Case[]> = {
  Add: [
    {
      shapes: [
        [2, 3, 4],
        [3, 1],
      ],
      build: two((g, a, b) => g.add(a, b)),
      ...linear,
    },
    { shapes: [[4], [2, 3, 4]], build: two((g, a, b) => g.add(a, b)), ...linear },
  ],
  Sub: [
    {
      shapes: [
        [2, 3, 4],
        [1, 4],
      ],
      build: two((g, a, b) => g.sub(a, b)),
      ...linear,
    },
  ],
  Mul: [
    {
      shapes: [
        [2, 3, 4],
        [3, 1],
      ],
      build: two((g, a, b) => g.mul(a, b)),
    },
    unary((g, x) => g.mul(x, x)),
  ],
  Div: [{ shapes: [[2, 3, 4], [4]], build: two((g, a, b) => g.div(a, b)), ...positive }],
  Neg: [unary((g, x) => g.neg(x), linear)],
  Abs: [unary((g, x) => g.abs(x), positive), unary((g, x) => g.abs(g.neg(x)), positive)],
  Sign: [unary((g, x) => g.mul(g.sign(x), x), positive)],
  Sqrt: [unary((g, x) => g.sqrt(x), positive)],
  Log: [unary((g, x) => g.log(x), positive)],
  Sin: [unary((g, x) => g.sin(x))],
  Cos: [unary((g, x) => g.cos(x))],
  Sigmoid: [unary((g, x) => g.sigmoid(x))],
  Clip: [
    unary((g, x) => g.clip(x, { min: 0, max: Infinity })),
    unary((g, x) => g.clip(x, { min: -Infinity, max: 0.4 })),
    unary((g, x) => g.clip(x, { min: -0.3, max: 0.6 })),
  ],
  Max: [
    {
      shapes: [
        [2, 3, 4],
        [3, 1],
      ],
      build: two((g, a, b) => g.max(a, b)),
    },
  ],
  Silu: [unary((g, x) => g.silu(x))],
  Identity: [unary((g, x) => g.identity(x), linear)],
  Softmax: [unary((g, x) => g.softmax(x, 2))],
  MatMul: [
    {
      shapes: [
        [5, 3],
        [3, 4],
      ],
      build: two((g, a, b) => g.matMul(a, b)),
    },
    {
      shapes: [
        [2, 5, 3],
        [3, 4],
      ],
      build: two((g, a, b) => g.matMul(a, b)),
    },
    {
      shapes: [
        [2, 2, 5, 3],
        [2, 2, 3, 4],
      ],
      build: two((g, a, b) => g.matMul(a, b)),
    },
  ],
  Conv: [
    ...groupedConvolutions,
    ...[
      { stride: 1, pads: [1, 1, 1, 1] as const, kernel: 3 },
      { stride: 2, pads: [1, 1, 1, 1] as const, kernel: 3 },
      { stride: 2, pads: [0, 0, 1, 1] as const, kernel: 3 },
      { stride: 1, pads: [0, 0, 0, 0] as const, kernel: 1 },
    ].map(({ stride, pads, kernel }) => ({
      shapes: [image, [5, 4, kernel, kernel], [5]],
      build: (g: GraphBuilder, inputs: readonly Value[]) =>
        g.conv(inputs, { strides: [stride, stride], pads }),
    })),
  ],
  ConvTranspose: [
    groupedCase([4, 2, 3, 3], (g, [x, w]) =>
      g.convTranspose([x, w], {
        strides: [2, 2],
        pads: [1, 1, 1, 1],
        outputPadding: [1, 1],
        groups: 4,
      }),
    ),
    {
      shapes: [
        [2, 5, 3, 3],
        [5, 4, 3, 3],
      ],
      build: (g, inputs) =>
        g.convTranspose(inputs, { strides: [2, 2], pads: [1, 1, 1, 1], outputPadding: [1, 1] }),
    },
  ],
  AveragePool: [{ shapes: [image], build: one((g, x) => g.averagePool(x, 2)), ...linear }],
  UpsampleNearest: [{ shapes: [image], build: one((g, x) => g.upsampleNearest(x, 2)), ...linear }],
  GroupNorm: [1, 2].map((batch) => ({
    shapes: [image, [batch, 4, 1, 1], [batch, 4, 1, 1]],
    build: (g, inputs) =>
      g.groupNorm([at(inputs, 0), at(inputs, 1), at(inputs, 2)], { groups: 2, epsilon: 1e-5 }),
  })),
  Reshape: [unary((g, x) => g.reshape(x, [6, 4]), linear)],
  Transpose: [unary((g, x) => g.transpose(x, [2, 0, 1]), linear)],
  Expand: [{ shapes: [[3, 1]], build: one((g, x) => g.expand(x, [2, 3, 4])), ...linear }],
  Concat: [
    {
      shapes: [
        [2, 3],
        [2, 4],
      ],
      build: (g, inputs) => g.concat(inputs, 1),
      ...linear,
    },
  ],
  Split: [
    unary((g, x) => g.mul(...pair(g.split(x, 2, [2, 2])))),
    unary((g, x) => at(g.split(x, 2, [1, 3]), 1), linear),
  ],
  Slice: [
    unary(
      (g, x) => g.slice(x, { axes: [1, 2], starts: [1, 0], ends: [3, 3], steps: [1, 1] }),
      linear,
    ),
    unary(
      (g, x) => g.slice(x, { axes: [1, 2], starts: [2, 1], ends: [-1, 4], steps: [-1, 1] }),
      linear,
    ),
  ],
  Pad: [
    unary(
      (g, x) =>
        g.pad(x, [
          [0, 0],
          [1, 2],
          [3, 0],
        ]),
      linear,
    ),
  ],
  ReduceSum: [
    unary((g, x) => g.reduceSum(x, [0, 2]), linear),
    unary((g, x) => g.reduceSum(x, [1], true), linear),
  ],
  ReduceMean: [unary((g, x) => g.reduceMean(x, [1, 2]), linear)],
  Gather: [{ shapes: [[4, 5]], build: one((g, table) => g.gather(table, indices(g))), ...linear }],
  ScatterRows: [
    { shapes: [[3, 5]], build: one((g, x) => g.scatterRows(x, indices(g), 4)), ...linear },
  ],
}

const pair = (values: readonly Value[]): [Value, Value] => [at(values, 0), at(values, 1)]
const dot = (a: Tensor, b: Tensor): number =>
  a.data.reduce((sum, value, i) => sum + value * at(b.data, i), 0)
const norm = (a: Tensor): number => Math.sqrt(dot(a, a))
const name = (prefix: string, i: number): string => `${prefix}${i}`

function operand(
  shape: readonly number[],
  stream: number,
  { positive = false }: { positive?: boolean },
) {
  const { data } = normals(7, stream, shape)
  return { shape, data: positive ? data.map((value) => 0.5 + Math.abs(value)) : data }
}

function feedsOf(prefix: string, tensors: readonly Tensor[]): Feeds {
  return Object.fromEntries(tensors.map((tensor, i) => [name(prefix, i), tensor]))
}

/** y and, with a seed, the gradients of <y, seed>. */
function buildCase({ shapes, build }: Case, withGradients: boolean) {
  const g = new GraphBuilder('case')
  const inputs = shapes.map((shape, i) => g.input(name('x', i), shape))
  const y = build(g, inputs)
  if (!withGradients) return { graph: g.build({ y }), shape: y.shape }
  const seed = g.input('seed', y.shape)
  const found = gradients(g, y, { sources: inputs, seed })
  const outputs = found.map((gradient, i) => {
    if (!gradient) throw new Error(`no gradient reaches operand ${i}`)
    return [name('gradient', i), gradient] as const
  })
  return { graph: g.build({ y, ...Object.fromEntries(outputs) }), shape: y.shape }
}

async function check(testCase: Case): Promise<void> {
  const { shapes } = testCase
  const inputs = shapes.map((shape, i) => operand(shape, i, testCase))
  const along = shapes.map((shape, i) => operand(shape, 10 + i, {}))
  const { graph, shape } = buildCase(testCase, true)
  const seed = operand(shape, 20, {})
  const results = await runGraph(graph, { ...feedsOf('x', inputs), seed })
  const analytic = shapes.reduce(
    (sum, _, i) => sum + dot(named(results, name('gradient', i)), at(along, i)),
    0,
  )
  const scale = norm(seed) * Math.sqrt(along.reduce((sum, v) => sum + dot(v, v), 0))

  const primal = buildCase(testCase, false).graph
  const valueAt = async (h: number): Promise<number> => {
    const moved = inputs.map((x, i) => ({
      shape: x.shape,
      data: x.data.map((value, j) => value + h * at(at(along, i).data, j)),
    }))
    return dot(named(await runGraph(primal, feedsOf('x', moved)), 'y'), seed)
  }
  if (testCase.linear) {
    const y = named(await runGraph(primal, feedsOf('x', along)), 'y')
    expect(Math.abs(analytic - dot(y, seed)) / scale).toBeLessThan(1e-6)
  }
  const h = 4e-3
  const numeric = ((await valueAt(h)) - (await valueAt(-h))) / (2 * h)
  expect(Math.abs(analytic - numeric) / scale).toBeLessThan(2e-3)
  expect(Math.abs(analytic) / scale).toBeGreaterThan(1e-4)
  expect(sizeOf(shape)).toBeGreaterThan(0)
}

describe.each(Object.entries(cases))('the derivative of %s', (_, list) => {
  it.each(list.map((testCase, i) => [i + 1, testCase] as const))(
    'agrees with finite differences and is the adjoint where it is linear (case %i)',
    async (_number, testCase) => check(testCase),
  )
})
