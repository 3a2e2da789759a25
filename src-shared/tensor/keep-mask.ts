/** Masks of dropout: which values stay, as a function of seed and stream. */
import { philox } from './random.ts'
import { sizeOf, type Tensor } from './tensor.ts'

/** The last word of the counter: keeps these draws apart from others of the same seed. */
const PURPOSE = 0x6d61736b
const HALVES = 2 ** 16

/**
 * 0 where a value is dropped, with probability `rate` (0 to 1, in steps of 2^-16), and 1 / (1 - rate) elsewhere, so
 * that the mean stays.
 */
export function keepMask(
  seed: number,
  stream: number,
  { shape, rate }: { readonly shape: readonly number[]; readonly rate: number },
): Tensor {
  const data = new Float32Array(sizeOf(shape))
  const dropped = Math.round(rate * HALVES)
  const kept = HALVES / (HALVES - dropped)
  for (let i = 0; i < data.length; i += 8) {
    const words = philox(seed, [i / 8, 0, stream, PURPOSE])
    for (let j = i; j < Math.min(i + 8, data.length); j++) {
      const word = words[(j - i) >> 1]
      const draw = j & 1 ? word >>> 16 : word & 0xffff
      data[j] = draw < dropped ? 0 : kept
    }
  }
  return { shape, data }
}
