/**
 * Counts the arithmetic of a graph: two operations per multiply-add of convolutions and matrix products.
 * Elementwise work is left out, as is usual when networks are compared.
 */
import { sizeOf } from '../tensor/tensor.ts'
import { type Graph, type Node } from './graph.ts'

function nodeFlops(node: Node): number {
  const size = sizeOf(node.outputs[0].shape)
  switch (node.op) {
    case 'Conv':
      return 2 * size * sizeOf(node.inputs[1].shape.slice(1))
    case 'ConvTranspose':
      return 2 * sizeOf(node.inputs[0].shape) * sizeOf(node.inputs[1].shape.slice(1))
    case 'MatMul':
      return 2 * size * (node.inputs[0].shape.at(-1) ?? 1)
    default:
      return 0
  }
}

/** Floating-point operations of one run of `graph`. */
export function graphFlops(graph: Pick<Graph, 'nodes'>): number {
  return graph.nodes.reduce((sum, node) => sum + nodeFlops(node), 0)
}
