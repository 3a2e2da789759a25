/** Derivatives of the matrix product, softmax and table look-up. */
import { sizeOf } from '../../../tensor/tensor.ts'
import { type GraphBuilder } from '../../graph-builder.ts'
import { type Value } from '../../graph.ts'
import { type Rules } from '../rule.ts'

/** Swaps the last two axes. */
function transposed(g: GraphBuilder, x: Value): Value {
  const perm = x.shape.map((_, axis) => axis)
  const rank = perm.length
  ;[perm[rank - 2], perm[rank - 1]] = [rank - 1, rank - 2]
  return g.transpose(x, perm)
}

/** A^T dy; a matrix shared by a whole batch gets its sum from one product over all rows. */
function rightGradient(g: GraphBuilder, [a, b]: readonly Value[], dy: Value): Value {
  if (b.shape.length > 2) return g.matMul(transposed(g, a), dy)
  const [k, n] = b.shape
  const rows = sizeOf(a.shape) / k
  return g.matMul(transposed(g, g.reshape(a, [rows, k])), g.reshape(dy, [rows, n]))
}

export const linear: Rules<'MatMul' | 'Softmax' | 'Gather' | 'ScatterRows'> = {
  MatMul: ({ g, inputs, dy, wanted }) => [
    wanted[0] ? g.matMul(dy, transposed(g, inputs[1])) : undefined,
    wanted[1] ? rightGradient(g, inputs, dy) : undefined,
  ],
  // dx = y (dy - <dy, y>) along the axis.
  Softmax: ({ g, node, y, dy }) => {
    const inner = g.reduceSum(g.mul(dy, y), [node.attributes.axis], true)
    return [g.mul(y, g.sub(dy, inner))]
  },
  Gather: ({ g, inputs: [table, indices], dy }) => [
    g.scatterRows(dy, indices, table.shape[0]),
    undefined,
  ],
  ScatterRows: ({ g, inputs: [, indices], dy }) => [g.gather(dy, indices), undefined],
}
