/**
 * An ONNX model that others have made, as plain data: what importers/onnx-file.ts reads and append-model.ts adds to
 * a graph of ours.
 */

export type ForeignTensor =
  | { readonly kind: 'float'; readonly shape: readonly number[]; readonly data: Float32Array }
  | {
      readonly kind: 'integer'
      readonly shape: readonly number[]
      readonly data: readonly number[]
    }

export type ForeignAttribute = number | string | readonly number[] | ForeignTensor

export interface ForeignNode {
  readonly op: string
  /** Empty for standard operators. */
  readonly domain: string
  readonly name: string
  /** An empty name is an input that is left out. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: ReadonlyMap<string, ForeignAttribute>
}

export interface ForeignModel {
  /** What errors call it: the file's name. */
  readonly file: string
  /** Without those that an initializer fills. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly initializers: ReadonlyMap<string, ForeignTensor>
  readonly nodes: readonly ForeignNode[]
}
