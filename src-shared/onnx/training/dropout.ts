/**
 * Dropout whose masks come in as inputs: drawn outside, by seed and step, so that a run repeats, and the same
 * for both sides of a pair (the published programs keep the generator's state between the two).
 */
import { type GraphBuilder } from '../graph-builder.ts'
import { type Graph, type Value } from '../graph.ts'

/** Inputs `dropout.0`, `dropout.1`, ... hold 0 where a value is dropped and 1 / (1 - rate) elsewhere. */
const PREFIX = 'dropout.'

/** Gives each pass of the network a fresh walk over one set of masks. */
export function dropoutMasks(g: GraphBuilder): () => (x: Value) => Value {
  const masks: Value[] = []
  return () => {
    let next = 0
    return (x) => {
      const mask = (masks[next] ??= g.input(`${PREFIX}${next}`, x.shape))
      next++
      return g.mul(x, mask)
    }
  }
}

/** Shapes of the masks that a graph wants, in order. */
export function dropoutShapes({ inputs }: Graph): readonly (readonly number[])[] {
  return inputs.filter(({ name }) => name.startsWith(PREFIX)).map(({ shape }) => shape)
}

/** The inputs that hold `masks`. */
export function dropoutFeeds<T>(masks: readonly T[]): Record<string, T> {
  return Object.fromEntries(masks.map((mask, i) => [`${PREFIX}${i}`, mask]))
}
