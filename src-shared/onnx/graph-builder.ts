/**
 * Builds a graph node by node with static shapes: a mistake is reported where it is made, by node name.
 * One method per operator; composites that several networks share are in networks/layers.ts.
 */
import { sizeOf } from '../tensor/tensor.ts'
import {
  showShape,
  type Constant,
  type ElementType,
  type Graph,
  type Node,
  type NodeOf,
  type OpAttributes,
  type OpName,
  type Value,
} from './graph.ts'
import { ShapeError, shapeRules, type Shape } from './shapes.ts'

const none = {}
const BYTES = { float32: 4, float16: 2 } as const

function typeOf(data: Constant['data']): ElementType {
  if ('location' in data) return data.type
  return data instanceof Int32Array ? 'int32' : 'float32'
}

export class GraphBuilder {
  readonly #name: string
  readonly #inputs: Value[] = []
  readonly #constants: Constant[] = []
  readonly #nodes: Node[] = []
  readonly #names = new Set<string>()
  readonly #scopes: string[] = []

  constructor(name: string) {
    this.#name = name
  }

  /** Nodes added so far, in execution order. */
  get nodes(): readonly Node[] {
    return this.#nodes
  }

  /** Everything built inside `build` is named below `scope`. */
  scope<T>(scope: string, build: () => T): T {
    this.#scopes.push(scope)
    try {
      return build()
    } finally {
      this.#scopes.pop()
    }
  }

  input(name: string, shape: Shape, type: ElementType = 'float32'): Value {
    const value = { name: this.#unique(name), type, shape }
    this.#inputs.push(value)
    return value
  }

  constant(name: string, shape: Shape, data: Constant['data']): Value {
    const count = 'location' in data ? data.length / BYTES[data.type] : data.length
    if (count !== sizeOf(shape)) {
      throw new ShapeError(`constant '${name}' of ${showShape(shape)} holds ${count} values`)
    }
    const type = typeOf(data)
    const value = { name: this.#unique(this.#path(name)), type, shape }
    this.#constants.push({ value, data })
    return value
  }

  scalar(value: number): Value {
    return this.constant('scalar', [], Float32Array.of(value))
  }

  /** Adds a node and returns its outputs. Throws ShapeError naming the node when its inputs do not fit. */
  node<Op extends OpName>(op: Op, inputs: readonly Value[], attributes: OpAttributes[Op]): Value[] {
    const name = this.#unique(this.#path(op))
    const shapes = this.#shapes(op, name, inputs, attributes)
    const outputs = shapes.map((shape, i) => ({
      name: i === 0 ? name : `${name}.${i}`,
      type: op === 'Gather' ? ('float32' as const) : inputs[0].type,
      shape,
    }))
    const node: NodeOf<Op> = { op, name, inputs, outputs, attributes }
    this.#nodes.push(node as Node)
    return outputs
  }

  #shapes<Op extends OpName>(
    op: Op,
    name: string,
    inputs: readonly Value[],
    attributes: OpAttributes[Op],
  ): Shape[] {
    try {
      const rule: (inputs: Shape[], attributes: OpAttributes[Op]) => Shape[] = shapeRules[op]
      return rule(
        inputs.map((input) => input.shape),
        attributes,
      )
    } catch (error) {
      if (error instanceof ShapeError) {
        throw new ShapeError(`node '${name}' (${op}): ${error.message}`, { cause: error })
      }
      throw error
    }
  }

  #path(name: string): string {
    return [...this.#scopes, name].join('/')
  }

  #unique(name: string): string {
    let unique = name
    for (let i = 1; this.#names.has(unique); i++) unique = `${name}_${i}`
    this.#names.add(unique)
    return unique
  }

  add = (a: Value, b: Value): Value => this.node('Add', [a, b], none)[0]
  sub = (a: Value, b: Value): Value => this.node('Sub', [a, b], none)[0]
  mul = (a: Value, b: Value): Value => this.node('Mul', [a, b], none)[0]
  div = (a: Value, b: Value): Value => this.node('Div', [a, b], none)[0]
  max = (a: Value, b: Value): Value => this.node('Max', [a, b], none)[0]
  neg = (x: Value): Value => this.node('Neg', [x], none)[0]
  abs = (x: Value): Value => this.node('Abs', [x], none)[0]
  sign = (x: Value): Value => this.node('Sign', [x], none)[0]
  sqrt = (x: Value): Value => this.node('Sqrt', [x], none)[0]
  log = (x: Value): Value => this.node('Log', [x], none)[0]
  sin = (x: Value): Value => this.node('Sin', [x], none)[0]
  cos = (x: Value): Value => this.node('Cos', [x], none)[0]
  sigmoid = (x: Value): Value => this.node('Sigmoid', [x], none)[0]
  clip = (x: Value, attributes: OpAttributes['Clip']): Value =>
    this.node('Clip', [x], attributes)[0]
  silu = (x: Value): Value => this.node('Silu', [x], none)[0]
  softmax = (x: Value, axis: number): Value => this.node('Softmax', [x], { axis })[0]
  matMul = (a: Value, b: Value): Value => this.node('MatMul', [a, b], none)[0]
  identity = (x: Value): Value => this.node('Identity', [x], none)[0]
  gather = (table: Value, indices: Value): Value => this.node('Gather', [table, indices], none)[0]

  conv(inputs: readonly Value[], attributes: OpAttributes['Conv']): Value {
    return this.node('Conv', inputs, attributes)[0]
  }

  convTranspose(inputs: readonly Value[], attributes: OpAttributes['ConvTranspose']): Value {
    return this.node('ConvTranspose', inputs, attributes)[0]
  }

  averagePool = (x: Value, size: number): Value => this.node('AveragePool', [x], { size })[0]
  upsampleNearest = (x: Value, scale: number): Value =>
    this.node('UpsampleNearest', [x], { scale })[0]

  groupNorm(inputs: readonly [Value, Value, Value], attributes: OpAttributes['GroupNorm']): Value {
    return this.node('GroupNorm', inputs, attributes)[0]
  }

  /** The same shape is given back as it is. */
  reshape(x: Value, shape: Shape): Value {
    return sameShape(x.shape, shape) ? x : this.node('Reshape', [x], { shape })[0]
  }

  transpose = (x: Value, perm: readonly number[]): Value => this.node('Transpose', [x], { perm })[0]

  expand(x: Value, shape: Shape): Value {
    return sameShape(x.shape, shape) ? x : this.node('Expand', [x], { shape })[0]
  }

  concat(inputs: readonly Value[], axis: number): Value {
    return inputs.length === 1 ? inputs[0] : this.node('Concat', inputs, { axis })[0]
  }

  split = (x: Value, axis: number, sizes: readonly number[]): Value[] =>
    this.node('Split', [x], { axis, sizes })
  slice = (x: Value, attributes: OpAttributes['Slice']): Value =>
    this.node('Slice', [x], attributes)[0]
  pad = (x: Value, pads: OpAttributes['Pad']['pads']): Value => this.node('Pad', [x], { pads })[0]
  reduceSum = (x: Value, axes: readonly number[], keepDims = false): Value =>
    this.node('ReduceSum', [x], { axes, keepDims })[0]
  reduceMean = (x: Value, axes: readonly number[], keepDims = false): Value =>
    this.node('ReduceMean', [x], { axes, keepDims })[0]
  scatterRows = (x: Value, indices: Value, rows: number): Value =>
    this.node('ScatterRows', [x, indices], { rows })[0]

  /** The same numbers in another precision; the value itself where it has that one. */
  cast(x: Value, to: ElementType): Value {
    if (x.type === to) return x
    const name = this.#unique(this.#path('Cast'))
    const cast = { name, type: to, shape: x.shape }
    this.#nodes.push({ op: 'Cast', name, inputs: [x], outputs: [cast], attributes: { to } })
    return cast
  }

  /** The finished graph; `outputs` maps the names that the graph's user sees to values. */
  build(outputs: Readonly<Record<string, Value>>): Graph {
    const named = Object.entries(outputs).map(([name, value]) => this.#output(name, value))
    return {
      name: this.#name,
      inputs: this.#inputs,
      outputs: named,
      constants: this.#constants,
      nodes: this.#nodes,
    }
  }

  #output(name: string, value: Value): Value {
    if (this.#names.has(name))
      throw new ShapeError(`output '${name}' is already the name of a value`)
    this.#names.add(name)
    const named = { name, type: value.type, shape: value.shape }
    this.#nodes.push({ op: 'Identity', name, inputs: [value], outputs: [named], attributes: none })
    return named
  }
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis])
}
