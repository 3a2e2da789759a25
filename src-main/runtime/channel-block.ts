/**
 * Finds the size of a block of channels in the runtime's own layout for convolutions on this processor, by trying:
 * nothing says it. A size counts only where the result is that of an ordinary convolution.
 */
import { encodeModel } from '../../src-shared/onnx/encode-model.ts'
import { GraphBuilder } from '../../src-shared/onnx/graph-builder.ts'
import { normals } from '../../src-shared/tensor/random.ts'
import { openGraph } from './onnx-session.ts'

/** With wide and with narrow vector registers; larger first. */
const SIZES = [16, 8]
/** Of sums of 288 products of unit normals. */
const TOLERANCE = 1e-3

let found: Promise<number | undefined> | undefined

/** Channels of a block; undefined where the runtime has no such layout here. Tries once in a process. */
export function channelBlock(): Promise<number | undefined> {
  return (found ??= firstThatAgrees())
}

async function firstThatAgrees(): Promise<number | undefined> {
  const ordinary = await convolved(undefined)
  for (const size of SIZES) {
    // A runtime without these operators refuses the graph.
    const blocked = await convolved(size).catch(() => null)
    if (blocked?.every((value, i) => Math.abs(value - (ordinary[i] ?? NaN)) < TOLERANCE))
      return size
  }
  return undefined
}

/** A convolution of 32 channels to as many, large enough to be done in blocks. */
async function convolved(size: number | undefined): Promise<Float32Array> {
  const g = new GraphBuilder('trial')
  const x = normals(1, 0, [1, 32, 64, 64])
  const w = normals(1, 1, [32, 32, 3, 3])
  const inputs = [g.input('x', x.shape), g.input('w', w.shape)]
  const y = g.conv(inputs, { strides: [1, 1], pads: [1, 1, 1, 1] })
  const bytes = encodeModel(g.build({ y }), { portable: false, channelBlock: size })
  const { run, release } = await openGraph(bytes)
  try {
    return (await run({ x, w }))['y']?.data ?? new Float32Array()
  } finally {
    await release()
  }
}
