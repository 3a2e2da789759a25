/**
 * Convolutions in the layout that the runtime's own processor kernels like: channels in blocks that fit its vector
 * registers. It moves constant weights into that layout by itself, but everything between two convolutions out of it.
 * Only a graph for the machine at hand may be written so (runtime/channel-block.ts finds the size of a block).
 */
import { sizeOf } from '../../tensor/tensor.ts'
import { type NodeOf, type Value } from '../graph.ts'
import { BLOCKED_DOMAIN, type Added, type Layouts } from './layouts.ts'

/** Fewer output pixels (of a whole batch) than that do not pay for moving one convolution alone. */
const FEWEST_PIXELS = 4096

/** Writes a convolution in blocks where it can be done so and gains from it; says whether it has. */
export function blockedConvolution(node: NodeOf<'Conv'>, layouts: Layouts): boolean {
  if (node.attributes.groups === node.inputs[0].shape[1]) return blockedDepthwise(node, layouts)
  const { block } = layouts
  const {
    inputs: [x, w, bias],
    outputs: [y],
    attributes,
  } = node
  const [outChannels, , kh, kw] = w.shape
  const isThin = x.shape[1] < block && outChannels % block === 0
  const pays = layouts.isBlocked(x) || gainsAlone(node, block) || (isThin && isLarge(node))
  if (w.type !== 'float32' || (attributes.groups ?? 1) !== 1 || !pays) return false

  const missing = (block - (outChannels % block)) % block
  const input = isThin ? layouts.plain(x) : layouts.blocked(x)
  const weights = blockedWeights(node, { missing, isThin, layouts })
  const offsets = bias && padded(layouts, layouts.plain(bias), { missing, rank: 1 })
  const write = (output: string, { sum = '' }: Added): void => {
    const inputs = [input, weights, offsets ?? '', sum]
    while (inputs.at(-1) === '') inputs.pop()
    layouts.add(
      {
        op: 'Conv',
        domain: BLOCKED_DOMAIN,
        inputs,
        attributes: {
          strides: attributes.strides,
          pads: attributes.pads,
          kernel_shape: [kh, kw],
          dilations: [1, 1],
          group: 1,
        },
      },
      output,
    )
  }
  if (missing === 0) {
    layouts.defineWaiting(y, { takes: { sum: true }, write })
    return true
  }
  write(`${y.name}.padded`, {})
  layouts.add(
    {
      op: 'ReorderOutput',
      domain: BLOCKED_DOMAIN,
      inputs: [`${y.name}.padded`],
      attributes: { channels: outChannels },
    },
    y.name,
  )
  layouts.definePlain(y)
  return true
}

/** A filter of each channel by itself, where they lie in blocks already. */
function blockedDepthwise(node: NodeOf<'Conv'>, layouts: Layouts): boolean {
  const [x, w, bias] = node.inputs
  const [y] = node.outputs
  const [channels, , kh, kw] = w.shape
  const isFilter = channels === x.shape[1] && (bias as Value | undefined) === undefined
  if (!isFilter || w.type !== 'float32' || !layouts.isBlocked(x) || !layouts.fits(y)) return false
  const { block } = layouts
  const grouped = layouts.reshape(layouts.plain(w), [channels / block, block, kh * kw])
  const ordered = layouts.add({
    op: 'Transpose',
    inputs: [grouped],
    attributes: { perm: [0, 2, 1] },
  })
  layouts.add(
    {
      op: 'Conv',
      domain: BLOCKED_DOMAIN,
      inputs: [layouts.blocked(x), layouts.reshape(ordered, [channels, 1, kh, kw])],
      attributes: {
        strides: node.attributes.strides,
        pads: node.attributes.pads,
        kernel_shape: [kh, kw],
        dilations: [1, 1],
        group: channels,
      },
    },
    layouts.defineBlocked(y),
  )
  return true
}

function isLarge({ outputs: [{ shape }] }: NodeOf<'Conv'>): boolean {
  return shape[0] * sizeOf(shape.slice(2)) >= FEWEST_PIXELS
}

/** Whether moving what goes in and what comes out pays for one convolution. */
function gainsAlone(node: NodeOf<'Conv'>, block: number): boolean {
  const [{ shape: x }, { shape: w }] = node.inputs
  return sizeOf(w.slice(2)) > 1 && x[1] % block === 0 && w[0] % block === 0 && isLarge(node)
}

/** [O, I, kh, kw] as [O / block, I / block, kh, kw, block of I, block of O], or with all of I where that is thin. */
function blockedWeights(
  { inputs: [, w] }: NodeOf<'Conv'>,
  { missing, isThin, layouts }: { missing: number; isThin: boolean; layouts: Layouts },
): string {
  const { block } = layouts
  const [outChannels, inChannels, kh, kw] = w.shape
  const count = (outChannels + missing) / block
  const whole = padded(layouts, layouts.plain(w), { missing, rank: 4 })
  const shape = isThin
    ? [count, block, inChannels, kh * kw]
    : [count, block, inChannels / block, block, kh * kw]
  const ordered = layouts.add({
    op: 'Transpose',
    inputs: [layouts.reshape(whole, shape)],
    attributes: { perm: isThin ? [0, 2, 3, 1] : [0, 2, 4, 3, 1] },
  })
  return layouts.reshape(ordered, [outChannels + missing, inChannels, kh, kw])
}

/** Zeros behind along the first axis. */
function padded(
  layouts: Layouts,
  name: string,
  { missing, rank }: { readonly missing: number; readonly rank: number },
): string {
  if (missing === 0) return name
  const pads = Array.from({ length: 2 * rank }, (_, i) => (i === rank ? missing : 0))
  return layouts.add({ op: 'Pad', inputs: [name, { integers: pads }] })
}
