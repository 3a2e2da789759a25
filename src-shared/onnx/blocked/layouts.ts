/**
 * Writes the nodes of a graph while each value lies in the ordinary layout [N, C, H, W], in the runtime's own for
 * convolutions ([N, C / block, H, W, block], which it calls [N, C, H, W] as well), or in both. Values are moved from
 * one to the other when an operator wants them there, once.
 */
import { sizeOf } from '../../tensor/tensor.ts'
import { type Graph, type Value } from '../graph.ts'
import { type OnnxNode } from '../lower.ts'

/** Domain of the operators that ONNX Runtime rewrites convolutions to. */
export const BLOCKED_DOMAIN = 'com.microsoft.nchwc'

/** An ONNX node under a name. */
export interface NamedNode extends OnnxNode {
  readonly name: string
}

export interface Added {
  /** [N, C, 1, 1]. */
  readonly offset?: string | undefined
  /** In blocks. */
  readonly sum?: string | undefined
}

/** A value that waits for the one node that uses it, which may be done together with it. */
export interface Waiting {
  /** What may be added on the way. */
  readonly takes: { readonly [Key in keyof Added]?: boolean }
  /** Of a product, what is multiplied. */
  readonly factors?: readonly [string, string]
  readonly write: (output: string, added: Added) => void
}

type Part = Omit<OnnxNode, 'outputs'>

export class Layouts {
  readonly block: number
  readonly nodes: NamedNode[] = []
  readonly #uses = new Map<Value, number>()
  readonly #plain = new Set<Value>()
  readonly #blocked = new Set<Value>()
  readonly #waiting = new Map<Value, Waiting>()
  #scope = ''

  constructor({ inputs, outputs, constants, nodes }: Graph, block: number) {
    this.block = block
    for (const value of [...inputs, ...constants.map((constant) => constant.value)])
      this.#plain.add(value)
    for (const value of [...nodes.flatMap((node) => node.inputs), ...outputs, ...outputs])
      this.#uses.set(value, (this.#uses.get(value) ?? 0) + 1)
  }

  /** Names of what is written from now on begin with this. */
  enter(scope: string): void {
    this.#scope = scope
  }

  /** Adds a node with one output and returns its name, a new one if not given. */
  add(node: Part, output = `${this.#scope}.b${this.nodes.length}`): string {
    this.nodes.push({ ...node, name: output, outputs: [output] })
    return output
  }

  addAll(nodes: readonly OnnxNode[]): void {
    for (const node of nodes)
      this.nodes.push({ ...node, name: node.outputs.find((output) => output !== '') ?? '' })
  }

  reshape(input: OnnxNode['inputs'][number], shape: readonly number[], output?: string): string {
    return this.add({ op: 'Reshape', inputs: [input, { integers: shape }] }, output)
  }

  /** Whether a value has whole blocks of channels, and pixels. */
  fits({ type, shape }: Value): boolean {
    return (
      type === 'float32' &&
      shape.length === 4 &&
      shape[1] % this.block === 0 &&
      sizeOf(shape.slice(2)) > 1
    )
  }

  isBlocked(value: Value): boolean {
    return this.#blocked.has(value) || this.#waiting.has(value)
  }

  isUsed(value: Value): boolean {
    return this.#uses.has(value)
  }

  /** Read by one node, and no result of the graph. */
  isUsedOnce(value: Value): boolean {
    return this.#uses.get(value) === 1
  }

  /** The name of the value in the ordinary layout. */
  plain(value: Value): string {
    if (this.#plain.has(value)) return value.name
    this.add(
      {
        op: 'ReorderOutput',
        domain: BLOCKED_DOMAIN,
        inputs: [this.blocked(value)],
        attributes: { channels: value.shape[1] },
      },
      value.name,
    )
    this.#plain.add(value)
    return value.name
  }

  /** The name of the value in blocks. */
  blocked(value: Value): string {
    const name = blockedName(value)
    this.#waiting.get(value)?.write(name, {})
    if (!this.#blocked.has(value) && !this.#waiting.delete(value))
      this.add({ op: 'ReorderInput', domain: BLOCKED_DOMAIN, inputs: [value.name] }, name)
    this.#blocked.add(value)
    return name
  }

  /** Says that a value was written in the ordinary layout. */
  definePlain(value: Value): void {
    this.#plain.add(value)
  }

  /** Says that a value is written in blocks under the name that is returned. */
  defineBlocked(value: Value): string {
    this.#blocked.add(value)
    return blockedName(value)
  }

  /** Leaves the value to the node that uses it where there is only one, or writes it. */
  defineWaiting(value: Value, waiting: Waiting): void {
    if (this.isUsedOnce(value)) this.#waiting.set(value, waiting)
    else waiting.write(this.defineBlocked(value), {})
  }

  /** What waits to become the value, which is then no longer to be written. */
  takeWaiting(value: Value): Waiting | undefined {
    const waiting = this.#waiting.get(value)
    this.#waiting.delete(value)
    return waiting
  }

  peekWaiting(value: Value): Waiting | undefined {
    return this.#waiting.get(value)
  }
}

const blockedName = ({ name }: Value): string => `${name}.blocked`
