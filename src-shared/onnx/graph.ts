/**
 * What a graph is: values, nodes and constants with static shapes, in execution order.
 * Plain data; building, shape checking, differentiating and writing live in the files beside it.
 */

export type ElementType = 'float32' | 'float16' | 'int32'

/** A named array with a static shape. Values are compared by identity. */
export interface Value {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly number[]
}

interface None {
  readonly [key: string]: never
}

interface Reduction {
  readonly axes: readonly number[]
  readonly keepDims: boolean
}

interface Convolution {
  readonly strides: readonly [number, number]
  /** Top, left, bottom, right. */
  readonly pads: readonly [number, number, number, number]
  /** Channels fall into so many groups that do not see each other; 1 if not given. */
  readonly groups?: number
}

/**
 * Every operator that the project emits, with its static parameters. Parameters that ONNX wants as
 * integer inputs (shapes, axes, pads) are attributes here, so that every input is a real operand.
 */
export interface OpAttributes {
  Add: None
  Sub: None
  Mul: None
  Div: None
  Max: None
  Neg: None
  Abs: None
  Sign: None
  Sqrt: None
  Log: None
  Sin: None
  Cos: None
  Sigmoid: None
  /** Brought into [min, max]; either may be infinite. */
  Clip: { readonly min: number; readonly max: number }
  /** x * sigmoid(x). */
  Silu: None
  Softmax: { readonly axis: number }
  MatMul: None
  /** NCHW input, OIHW weights (I of one group), optional bias. */
  Conv: Convolution
  /** NCHW input, IOHW weights: the adjoint of Conv to its input. */
  ConvTranspose: Convolution & { readonly outputPadding: readonly [number, number] }
  /** Mean over 2x2 blocks. */
  AveragePool: { readonly size: number }
  /** Each pixel of NCHW becomes a block of `scale` x `scale`. */
  UpsampleNearest: { readonly scale: number }
  /**
   * Inputs x [B, C, H, W], factor and offset [1 or B, C, 1, 1]. Outputs y = standardized * factor + offset,
   * the standardized x (zero mean, unit variance per group), and 1 / deviation [B, groups, 1].
   */
  GroupNorm: { readonly groups: number; readonly epsilon: number }
  Reshape: { readonly shape: readonly number[] }
  Transpose: { readonly perm: readonly number[] }
  Expand: { readonly shape: readonly number[] }
  Concat: { readonly axis: number }
  Split: { readonly axis: number; readonly sizes: readonly number[] }
  Slice: {
    readonly axes: readonly number[]
    readonly starts: readonly number[]
    readonly ends: readonly number[]
    readonly steps: readonly number[]
  }
  /** Zeros around: one [before, after] pair an axis. */
  Pad: { readonly pads: readonly (readonly [number, number])[] }
  ReduceSum: Reduction
  ReduceMean: Reduction
  /** Rows of the first input picked by the integers of the second. */
  Gather: None
  /** Adjoint of Gather: rows of the first input added up at the integers of the second. */
  ScatterRows: { readonly rows: number }
  /** The same numbers in another precision. */
  Cast: { readonly to: ElementType }
  /** The input as it is: gives a graph output its own name. */
  Identity: None
}

export type OpName = keyof OpAttributes

export interface NodeOf<Op extends OpName> {
  readonly op: Op
  readonly name: string
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
  readonly attributes: OpAttributes[Op]
}

export type Node = { [Op in OpName]: NodeOf<Op> }[OpName]

/** Values that stay in a file beside the model. */
export interface ExternalData {
  readonly type: 'float32' | 'float16'
  /** Path of the file, from the model's folder on. */
  readonly location: string
  /** In bytes. */
  readonly offset: number
  readonly length: number
}

export type ConstantData = Float32Array | Int32Array | ExternalData

/** Constant data; rounded where it is in memory and the value is of half precision. */
export interface Constant {
  readonly value: Value
  readonly data: ConstantData
}

export interface Graph {
  readonly name: string
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
  readonly constants: readonly Constant[]
  /** In an order in which every input is known before it is used. */
  readonly nodes: readonly Node[]
}

/** `[2, 3]` as error messages print a shape. */
export function showShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`
}
