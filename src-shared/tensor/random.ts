/**
 * Counter-based random numbers: Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy
 * as 1, 2, 3", 2011) and normals made from it. Every value is a function of its key; there is no
 * state here, and nothing here may read a clock or a global generator.
 */
import { openPhiloxKernel, type PhiloxConstants } from './philox-kernel.ts'
import { fullSpans, spansAbove0 } from './spans.ts'
import type { Spans } from './spans.ts'
import { sizeOf, zeros } from './tensor.ts'
import type { Tensor } from './tensor.ts'
import type { Region } from './pixels.ts'

/** What the noise of a field depends on besides the place of a value in it. */
export interface NoiseKey {
  /** Integer, 0 to 2^53 - 1. */
  readonly seed: number
  /** Which draw of the sampler: 0 is the starting noise. Integer, 0 to 2^32 - 1. */
  readonly step: number
  /** Which scale of the picture. Integer, 0 to 2^16 - 1. */
  readonly level: number
}

const TWO_32 = 2 ** 32
const MULTIPLIER_0 = 0xd2511f53
const MULTIPLIER_1 = 0xcd9e8d57
const WEYL_0 = 0x9e3779b9
const WEYL_1 = 0xbb67ae85
const ROUNDS = 10

/** Keeps the streams of the functions below apart: a tag in the bits that no seed reaches. */
const DOMAIN = { plain: 0, field: 1, normals: 2, uniforms: 3, words: 4 } as const
type Domain = keyof typeof DOMAIN
type Key = readonly [number, number]

function keyOf(seed: number, domain: Domain): Key {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`a seed is a whole number from 0 to 2^53 - 1, not ${seed}`)
  }
  return [seed >>> 0, (Math.floor(seed / TWO_32) | (DOMAIN[domain] << 24)) >>> 0]
}

/** High word of the unsigned product of two 32-bit numbers, by halves so that all stays in integers. */
function highWord(a: number, b: number): number {
  const low = Math.imul(a & 0xffff, b & 0xffff)
  const right = Math.imul(a >>> 16, b & 0xffff)
  const left = Math.imul(a & 0xffff, b >>> 16)
  const middle = (low >>> 16) + (right & 0xffff) + (left & 0xffff)
  return (Math.imul(a >>> 16, b >>> 16) + (right >>> 16) + (left >>> 16) + (middle >>> 16)) | 0
}

/** Replaces the counter in `block` (four words) by its four random words. */
function scramble(block: Uint32Array, key: Key): void {
  let key0 = key[0] | 0 // reading by index: taking a typed array apart costs more than the rounds
  let key1 = key[1] | 0 // and signed words: unsigned ones would be kept as floats
  let a = block[0] | 0
  let b = block[1] | 0
  let c = block[2] | 0
  let d = block[3] | 0
  for (let round = 0; round < ROUNDS; round++) {
    const low0 = Math.imul(MULTIPLIER_0, a)
    const low1 = Math.imul(MULTIPLIER_1, c)
    const high0 = highWord(a, MULTIPLIER_0)
    const high1 = highWord(c, MULTIPLIER_1)
    a = high1 ^ b ^ key0
    b = low1
    c = high0 ^ d ^ key1
    d = low0
    key0 = (key0 + WEYL_0) | 0
    key1 = (key1 + WEYL_1) | 0
  }
  block[0] = a
  block[1] = b
  block[2] = c
  block[3] = d
}

/** Where Acklam's rational approximation to the inverse of the normal distribution function changes from tail to centre. */
const CENTRE = 0.02425

/**
 * The unit normal below which a share (word + 1/2) / 2^32 of all normals lies, to 1e-9 of its size: nineteen
 * of twenty words need no logarithm, which makes it several times as fast as Box and Muller's pairs. The
 * coefficients stand where they are used: read from a list, they would take four times as long.
 */
function normalOf(word: number): number {
  const p = (word + 0.5) / TWO_32
  return p >= CENTRE && p <= 1 - CENTRE ? centralNormal(p - 0.5) : tailNormal(p)
}

/** Acklam's a and b: the polynomials over and under the bar, by Horner's rule. */
function centralNormal(q: number): number {
  const r = q * q
  let above = -39.69683028665376
  above = above * r + 220.9460984245205
  above = above * r - 275.9285104469687
  above = above * r + 138.357751867269
  above = above * r - 30.66479806614716
  above = above * r + 2.506628277459239
  let below = -54.47609879822406
  below = below * r + 161.5858368580409
  below = below * r - 155.6989798598866
  below = below * r + 66.80131188771972
  below = below * r - 13.28068155288572
  below = below * r + 1
  return (above * q) / below
}

/** Acklam's c and d. */
function tailNormal(p: number): number {
  const q = Math.sqrt(-2 * Math.log(p < 0.5 ? p : 1 - p))
  let above = -0.007784894002430293
  above = above * q - 0.3223964580411365
  above = above * q - 2.400758277161838
  above = above * q - 2.549732539343734
  above = above * q + 4.374664141464968
  above = above * q + 2.938163982698783
  let below = 0.007784695709041462
  below = below * q + 0.3224671290700398
  below = below * q + 2.445134137142996
  below = below * q + 3.754408661907416
  below = below * q + 1
  return (p < 0.5 ? 1 : -1) * (above / below)
}

/** The Philox 4x32-10 block of a 128-bit counter under a 64-bit key, least significant word first. */
export function philoxBlock(
  key: readonly [number, number],
  counter: readonly [number, number, number, number],
): Uint32Array {
  const block = Uint32Array.from(counter)
  scramble(block, key)
  return block
}

/** Four random words, each 0 to 2^32 - 1, of `seed` (0 to 2^53 - 1) at `counter`. */
export function philox(
  seed: number,
  counter: readonly [number, number, number, number],
): Uint32Array {
  return philoxBlock(keyOf(seed, 'plain'), counter)
}

/** The middles of 65536 equal shares of the unit normal, for draws of 16 bits. */
const quantiles = Float32Array.from({ length: 65536 }, (_, i) => normalOf(65536 * i + 32767.5))

export interface NormalFieldOptions {
  /** 3 if not given. */
  readonly channels?: number
  /** What every value is multiplied by. */
  readonly deviation?: number
  /** [1, 1, height, width]: pixels where it is 0 stay 0. */
  readonly where?: Tensor
}

/**
 * Unit normals [1, channels, height, width] of a region of an endless plane. The value at (x, y, c)
 * depends only on the key and on x, y and c, so regions that overlap agree. x and y are integers,
 * also negative ones. A value takes 16 random bits, so none lies beyond 4.4: an edit needs many of
 * them quickly, and one block then serves four channels of two pixels side by side.
 */
export function normalField(
  noise: NoiseKey,
  region: Region,
  { channels = 3, deviation = 1, where }: NormalFieldOptions = {},
): Tensor {
  const { width, height } = region
  const field = zeros([1, channels, height, width])
  addNormals(field, noise, { region, deviation, ...(where && { where: spansAbove0(where) }) })
  return field
}

export interface AddNormalsOptions {
  /** Of the whole field. */
  readonly region: Region
  /** Whole rows of it that are done; all if not given. */
  readonly rows?: Pick<Region, 'y' | 'height'>
  /** What every normal is multiplied by; 1 if not given. */
  readonly deviation?: number
  /** The pixels of the whole field that get one; all if not given. */
  readonly where?: Spans
}

/** Adds the normals of normalField() to a field [1, C, H, W], in place. */
export function addNormals(
  field: Tensor,
  noise: NoiseKey,
  { region, rows = region, deviation = 1, where = fullSpans(region) }: AddNormalsOptions,
): void {
  const key = keyOf(noise.seed, 'field')
  const { x: left, width } = region
  const [, channels] = field.shape
  const { data } = field
  for (let y = rows.y - region.y; y < rows.y - region.y + rows.height; y++) {
    for (let n = where.rows[y]; n < where.rows[y + 1]; n++) {
      const [from, to] = [left + where.bounds[2 * n], left + where.bounds[2 * n + 1]]
      for (let first = 0; first < channels; first += 4) {
        const level = noise.level + first * 16384
        const words = blockRow(
          key,
          [from >> 1, region.y + y, noise.step, level],
          ((to - 1) >> 1) - (from >> 1) + 1,
        )
        for (let c = 0; c < Math.min(channels - first, 4); c++) {
          const row = ((first + c) * region.height + y) * width - left
          addRun(data, words, { row, from, to, channel: c, deviation })
        }
      }
    }
  }
}

interface Run {
  /** Where the pixel at x = 0 would lie. */
  readonly row: number
  readonly from: number
  readonly to: number
  /** 0 to 3. */
  readonly channel: number
  readonly deviation: number
}

/**
 * Adds one channel's normals to the pixels from `from` to before `to`. Of the four words of a block the first two
 * belong to the pixel with an even x, the others to its neighbour; each holds two channels.
 */
function addRun(
  data: Float32Array,
  words: Uint32Array,
  { row, from, to, channel, deviation }: Run,
) {
  const blocks = words.length / 4
  const shift = channel & 1 ? 0 : 16
  for (const odd of [0, 1]) {
    const first = from + ((from & 1) === odd ? 0 : 1)
    let at = (2 * odd + (channel >> 1)) * blocks + (first >> 1) - (from >> 1)
    for (let x = first; x < to; x += 2, at++) {
      data[row + x] += deviation * quantiles[(words[at] >>> shift) & 0xffff]
    }
  }
}

/** The constants of the generator. */
export const PHILOX: PhiloxConstants = {
  multipliers: [MULTIPLIER_0, MULTIPLIER_1],
  weyl: [WEYL_0, WEYL_1],
  rounds: ROUNDS,
}

const kernel = openPhiloxKernel(PHILOX)

/**
 * At least `count` blocks whose counters differ in their first word, by one: all first words, then all second ones,
 * ... The next call may overwrite them.
 */
function blockRow(key: Key, counter: readonly number[], count: number): Uint32Array {
  return kernel ? kernel(key, counter, 8 * Math.ceil(count / 8)) : scrambleRow(key, counter, count)
}

/** The same in JavaScript, exactly as many. */
export function scrambleRow(key: Key, counter: readonly number[], count: number): Uint32Array {
  const words = new Uint32Array(4 * count)
  const block = new Uint32Array(4)
  for (let i = 0; i < count; i++) {
    block[0] = counter[0] + i
    block[1] = counter[1]
    block[2] = counter[2]
    block[3] = counter[3]
    scramble(block, key)
    for (let word = 0; word < 4; word++) words[word * count + i] = block[word]
  }
  return words
}

/** Blocks that are made at a time. */
const CHUNK = 4096

/** Unit normals of `shape` from stream number `stream` (0 to 2^32 - 1) of `seed`. */
export function normals(seed: number, stream: number, shape: readonly number[]): Tensor {
  const key = keyOf(seed, 'normals')
  const data = new Float32Array(sizeOf(shape))
  for (let first = 0; first < data.length; first += 4 * CHUNK) {
    const count = Math.min(Math.ceil((data.length - first) / 4), CHUNK)
    const words = blockRow(key, [first / 4, 0, stream, 0], count)
    const blocks = words.length / 4
    const last = Math.min(first + 4 * count, data.length)
    for (let i = first; i < last; i++) {
      data[i] = normalOf(words[(i & 3) * blocks + ((i - first) >> 2)])
    }
  }
  return { shape, data }
}

/** `count` uniform numbers in [0, 1), 53 bits each, from stream number `stream` of `seed`. */
export function uniforms(seed: number, stream: number, count: number): Float64Array {
  const key = keyOf(seed, 'uniforms')
  const values = new Float64Array(count)
  const block = new Uint32Array(4)
  for (let i = 0; i < count; i++) {
    block[0] = i
    block[1] = 0
    block[2] = stream
    block[3] = 0
    scramble(block, key)
    values[i] = ((block[0] >>> 5) * 2 ** 26 + (block[1] >>> 6)) / 2 ** 53
  }
  return values
}

/** `count` random words, each 0 to 2^32 - 1, from stream number `stream` (0 to 2^32 - 1) of `seed`. */
export function randomWords(seed: number, stream: number, count: number): Uint32Array {
  const key = keyOf(seed, 'words')
  const words = new Uint32Array(16 * Math.ceil(count / 16)) // so that blocks come in fours
  for (let first = 0; first < words.length; first += 4 * CHUNK) {
    const blocks = Math.min((words.length - first) / 4, CHUNK)
    words.set(blockRow(key, [first / 4, 0, stream, 0], blocks).subarray(0, 4 * blocks), first)
  }
  return words.subarray(0, count)
}
