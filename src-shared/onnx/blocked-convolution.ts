/**
 * Convolutions in the layout that the runtime's own processor kernels like: channels in blocks that fit its vector
 * registers. It moves constant weights into that layout by itself; here it is asked to for weights that are inputs,
 * as a training step has them, which makes a convolution a quarter faster. Only a graph for the machine at hand may
 * be written so (runtime/channel-block.ts finds the size of a block).
 */
import { sizeOf } from '../tensor/tensor.ts'
import { type NodeOf } from './graph.ts'
import { type OnnxNode } from './lower.ts'

/** Domain of the operators that ONNX Runtime rewrites convolutions to. */
export const BLOCKED_DOMAIN = 'com.microsoft.nchwc'

/** Fewer output pixels (of a whole batch) than that do not pay for bringing the weights into the layout. */
const FEWEST_PIXELS = 4096

/** Whether a convolution can be done in blocks of so many channels, and gains from it. */
export function gainsFromBlocks(
  { inputs, outputs, attributes }: NodeOf<'Conv'>,
  block: number,
): boolean {
  const [{ shape: x }, { shape: w, type }] = inputs
  const [batch, , height, width] = outputs[0].shape
  return (
    type === 'float32' &&
    (attributes.groups ?? 1) === 1 &&
    sizeOf(w.slice(2)) > 1 &&
    x[1] % block === 0 &&
    w[0] % block === 0 &&
    batch * height * width >= FEWEST_PIXELS
  )
}

/** NCHW in, NCHW out, OIHW weights, as the ordinary operator. */
export function blockedConvolution(
  { name, inputs: [x, w, bias], outputs: [y], attributes }: NodeOf<'Conv'>,
  block: number,
): OnnxNode[] {
  const [outChannels, inChannels, kh, kw] = w.shape
  const part = (what: string): string => `${name}.${what}`
  const blocks = [outChannels / block, block, inChannels / block, block, kh * kw]
  const domain = BLOCKED_DOMAIN
  return [
    { op: 'ReorderInput', domain, inputs: [x.name], outputs: [part('x')] },
    { op: 'Reshape', inputs: [w.name, { integers: blocks }], outputs: [part('blocks')] },
    {
      op: 'Transpose',
      inputs: [part('blocks')],
      outputs: [part('ordered')],
      attributes: { perm: [0, 2, 4, 3, 1] },
    },
    { op: 'Reshape', inputs: [part('ordered'), { integers: w.shape }], outputs: [part('w')] },
    {
      op: 'Conv',
      domain,
      inputs: [part('x'), part('w'), ...(bias ? [bias.name] : [])],
      outputs: [part('y')],
      attributes: {
        strides: attributes.strides,
        pads: attributes.pads,
        kernel_shape: [kh, kw],
        dilations: [1, 1],
        group: 1,
      },
    },
    {
      op: 'ReorderOutput',
      domain,
      inputs: [part('y')],
      outputs: [y.name],
      attributes: { channels: outChannels },
    },
  ]
}
