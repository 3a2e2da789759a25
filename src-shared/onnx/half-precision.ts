/**
 * A graph whose weights and activations have 16 bits, made from one that has 32. Inputs and outputs keep their 32
 * bits, and so does what lies before the first weight (noise levels, whose sines need them) and after the last one
 * (the estimate put together from network and image).
 */
import type { Constant, ElementType, Graph, Node, Value } from './graph.ts'

/** Whether a constant is a weight of the network, by the name of its value. */
export type IsWeight = (name: string) => boolean

/** The same function in half precision, with casts where precisions meet. */
export function halfPrecision(graph: Graph, isWeight: IsWeight): Graph {
  const halved = nodesBetweenWeights(graph, isWeight)
  const precisions = new Precisions(graph)
  const nodes = graph.nodes.flatMap((node): Node[] => {
    if (precisions.skip(node)) return []
    const type = halved.has(node) ? 'float16' : 'float32'
    const inputs = node.inputs.map((input) => precisions.as(input, type))
    const outputs = node.outputs.map((output) => precisions.define(output, type))
    return [...precisions.takeCasts(), { ...node, inputs, outputs }]
  })
  return { ...graph, nodes, constants: precisions.constants() }
}

/** Nodes that depend on a weight and on whose output another weight, or they themselves, act. */
function nodesBetweenWeights({ nodes, constants }: Graph, isWeight: IsWeight): Set<Node> {
  const after = new Set(constants.map(({ value }) => value).filter(({ name }) => isWeight(name)))
  const weights = new Set(after)
  const dependent = nodes.filter(({ inputs, outputs }) => {
    const depends = inputs.some((input) => after.has(input))
    if (depends) for (const output of outputs) after.add(output)
    return depends
  })
  const before = new Set<Value>()
  const between = dependent.reverse().filter(({ inputs, outputs }) => {
    const leads =
      inputs.some((input) => weights.has(input)) || outputs.some((output) => before.has(output))
    if (leads) for (const input of inputs) before.add(input)
    return leads
  })
  return new Set(between)
}

/** Every value of a graph in the precisions that it is used in. */
class Precisions {
  readonly #constants: ReadonlyMap<Value, Constant>
  readonly #defined = new Map<Value, Value>()
  readonly #converted = new Map<Value, Value>()
  readonly #usedConstants = new Map<Value, Constant>()
  #casts: Node[] = []

  constructor({ constants }: Graph) {
    this.#constants = new Map(constants.map((constant) => [constant.value, constant]))
  }

  /** The output of a node, whose floats are of `type`. */
  define(value: Value, type: ElementType): Value {
    if (value.type === 'int32' || type === 'float32') return value
    const defined = { ...value, type }
    this.#defined.set(value, defined)
    return defined
  }

  /** The value as an operand of `type`; integers stay what they are. */
  as(value: Value, type: ElementType): Value {
    const defined = this.#defined.get(value) ?? value
    const wanted = defined.type === 'int32' || defined.type === type
    const constant = this.#constants.get(value)
    if (wanted && constant) this.#usedConstants.set(value, constant)
    if (wanted) return defined
    const converted = this.#converted.get(value) ?? this.#convert(defined, type, constant)
    this.#converted.set(value, converted)
    return converted
  }

  /** A constant in memory is rounded when it is written; one in a file by the runtime, once, as it opens the graph. */
  #convert(value: Value, type: ElementType, constant: Constant | undefined): Value {
    const converted = { ...value, name: `${value.name}.${type}`, type }
    if (constant && !('location' in constant.data)) {
      this.#usedConstants.set(converted, { ...constant, value: converted })
      return converted
    }
    if (constant) this.#usedConstants.set(value, constant)
    this.#casts.push(castNode(value, converted))
    return converted
  }

  /** True for a cast of constants that are of half precision already: they take the place of its output. */
  skip({ op, inputs: [input], outputs: [output] }: Node): boolean {
    const constant = this.#constants.get(input)
    if (op !== 'Cast' || constant === undefined || input.type !== 'float16') return false
    this.#usedConstants.set(input, constant)
    this.#defined.set(output, input)
    return true
  }

  /** The casts that have become necessary since the last time. */
  takeCasts(): Node[] {
    return this.#casts.splice(0)
  }

  constants(): Constant[] {
    return [...this.#usedConstants.values()]
  }
}

function castNode(input: Value, output: Value): Node {
  const attributes = { to: output.type }
  return { op: 'Cast', name: output.name, inputs: [input], outputs: [output], attributes }
}
