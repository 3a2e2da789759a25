/**
 * Sixteen-bit floating point numbers as bit patterns: IEEE 754 binary16 and bfloat16.
 * Knows numbers only; where the bits come from and go to is the caller's affair.
 */

const halfBits = 0x10000
const word = new Uint32Array(1)
const float = new Float32Array(word.buffer)

let everyHalf: Float32Array | undefined

/** The values of binary16 bit patterns; exact, since binary32 holds every one of them. */
export function halfToFloat(bits: Uint16Array): Float32Array {
  everyHalf ??= Float32Array.from({ length: halfBits }, (_, pattern) => halfValue(pattern))
  const values = new Float32Array(bits.length)
  for (let i = 0; i < bits.length; i++) values[i] = everyHalf[bits[i]]
  return values
}

/** The nearest binary16 patterns, ties to even; what is too large becomes infinite. */
export function floatToHalf(values: Float32Array): Uint16Array {
  const bits = new Uint16Array(values.length)
  for (let i = 0; i < bits.length; i++) bits[i] = halfPattern(values[i])
  return bits
}

/** The values of bfloat16 bit patterns, which are the upper halves of binary32 patterns. */
export function bfloatToFloat(bits: Uint16Array): Float32Array {
  const words = new Uint32Array(bits.length)
  for (let i = 0; i < bits.length; i++) words[i] = bits[i] << 16
  return new Float32Array(words.buffer)
}

function halfValue(pattern: number): number {
  const sign = pattern & 0x8000 ? -1 : 1
  const exponent = (pattern >> 10) & 0x1f
  const fraction = pattern & 0x3ff
  if (exponent === 31) return fraction ? NaN : sign * Infinity
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}

function halfPattern(value: number): number {
  float[0] = value
  const sign = (word[0] >>> 16) & 0x8000
  const magnitude = word[0] & 0x7fffffff
  if (magnitude > 0x7f800000) return sign | 0x7e00 // not a number
  if (magnitude >= 0x477ff000) return sign | 0x7c00 // 65520 and above round to infinity
  return sign | (magnitude >= 0x38800000 ? roundNormal(magnitude) : roundSubnormal(value))
}

/** Drops 13 fraction bits and moves the exponent's bias from 127 to 15. */
function roundNormal(magnitude: number): number {
  const tiesToEven = 0xfff + ((magnitude >>> 13) & 1)
  return (magnitude + tiesToEven - 0x38000000) >>> 13
}

/** Binary32 numbers from 0.5 on are 2^-24 apart, as half's subnormals are: adding 0.5 rounds. */
function roundSubnormal(value: number): number {
  float[0] = Math.abs(value) + 0.5
  return word[0] - 0x3f000000
}
