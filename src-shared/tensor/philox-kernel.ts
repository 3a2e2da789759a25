/**
 * Philox 4x32-10 for many counters at once, as a WebAssembly function of 128-bit vectors: an edit draws millions of
 * blocks, and JavaScript has no product of two 32-bit numbers. The bytes are put together here; random.ts says what
 * they must compute, and does it alone where there is no WebAssembly.
 */

/** Constants of the generator, as random.ts has them. */
export interface PhiloxConstants {
  readonly multipliers: readonly [number, number]
  readonly weyl: readonly [number, number]
  readonly rounds: number
}

/**
 * Blocks of `count` (a multiple of 8) counters that differ in their first word, by one: all first words, then all
 * second ones, ... The view is overwritten by the next call.
 */
export type PhiloxKernel = (
  key: readonly [number, number],
  counter: readonly number[],
  count: number,
) => Uint32Array

const PAGE = 65536

/** Null where such code may not run. */
export function openPhiloxKernel(constants: PhiloxConstants): PhiloxKernel | null {
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes(constants)))
    const { memory, run } = exports
    if (!(memory instanceof WebAssembly.Memory) || !isProcedure(run)) return null
    let words = new Uint32Array(memory.buffer, 0, 0)
    return (key, counter, count) => {
      const missing = 16 * count - memory.buffer.byteLength
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE))
      run(count, counter[0], counter[1], counter[2], counter[3], key[0], key[1])
      // Mostly as many as before: a new view costs as much as some of the blocks.
      if (words.length !== 4 * count) words = new Uint32Array(memory.buffer, 0, 4 * count)
      return words
    }
  } catch {
    return null
  }
}

function isProcedure(value: unknown): value is (...words: number[]) => void {
  return typeof value === 'function'
}

/** Parameters and variables of the function by their numbers. */
const COUNT = 0
const COUNTER = [1, 2, 3, 4] as const
const KEY = [5, 6] as const
const PLACE = 7
const [K0, K1] = [8, 9]

/** Variables for the blocks of four counters. */
interface Four {
  /** The first counter's distance from that of the pass. */
  readonly first: number
  readonly words: readonly [number, number, number, number]
  /** Of the first two lanes of a, the last two, and the same of c. */
  readonly products: readonly [number, number, number, number]
}

const FOURS: readonly Four[] = [
  { first: 0, words: [10, 11, 12, 13], products: [14, 15, 16, 17] },
  { first: 4, words: [18, 19, 20, 21], products: [22, 23, 24, 25] },
]

const I32 = 0x7f
const V128 = 0x7b

/** Unsigned number in the format's own variable length. */
function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)]
}

const vector = (items: readonly number[][]): number[] => [...leb(items.length), ...items.flat()]
const sized = (bytes: readonly number[]): number[] => [...leb(bytes.length), ...bytes]
const section = (id: number, items: readonly number[][]): number[] => [id, ...sized(vector(items))]
const text = (name: string): number[] => sized([...name].map((letter) => letter.charCodeAt(0)))

const simd = (code: number): number[] => [0xfd, ...leb(code)]
const get = (local: number): number[] => [0x20, local]
const set = (local: number): number[] => [0x21, local]
/** A small unsigned constant; signed in the format, so below 64. */
const i32 = (value: number): number[] => [0x41, value]
const lanes = (words: readonly number[]): number[] =>
  words.flatMap((word) => [0, 8, 16, 24].map((shift) => (word >>> shift) & 255))
const constant = (words: readonly number[]): number[] => [...simd(12), ...lanes(words)]
const everywhere = (word: number): number[] => constant([word, word, word, word])
const SPLAT = simd(17)
const XOR = simd(0x51)
const ADD = simd(0xae)
/** Products of the first or last two lanes, with 64 bits each. */
const WIDE_LOW = simd(0xde)
const WIDE_HIGH = simd(0xdf)
/** The upper and the lower halves of four such products. */
const UPPER_HALVES = [...simd(13), ...[4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31]]
const LOWER_HALVES = [...simd(13), ...[0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27]]

function moduleBytes(constants: PhiloxConstants): Uint8Array {
  const types = [[0x60, ...vector(Array.from({ length: 7 }, () => [I32])), 0]]
  const exported = [
    [...text('memory'), 2, 0],
    [...text('run'), 0, 0],
  ]
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(3, [[0]]),
    ...section(5, [[0, 1]]),
    ...section(7, exported),
    ...section(10, [sized(functionBody(constants))]),
  ])
}

/** One pass of the loop makes the blocks of eight counters, four and four in turn: neither waits for its products. */
function functionBody(constants: PhiloxConstants): number[] {
  const variables = vector([
    [1, I32],
    [2 + 8 * FOURS.length, V128],
  ])
  const rounds = Array.from({ length: constants.rounds }, () => round(constants)).flat()
  const loop = [...beginBlocks(), ...rounds, ...storeBlocks(), ...nextCounters()]
  return [...variables, 0x03, 0x40, ...loop, 0x0b, 0x0b]
}

function beginBlocks(): number[] {
  const splat = (from: number, to: number): number[] => [...get(from), ...SPLAT, ...set(to)]
  const counters = FOURS.flatMap(({ first, words: [a, b, c, d] }) => [
    ...[
      ...get(COUNTER[0]),
      ...SPLAT,
      ...constant([0, 1, 2, 3].map((i) => first + i)),
      ...ADD,
      ...set(a),
    ],
    ...[...splat(COUNTER[1], b), ...splat(COUNTER[2], c), ...splat(COUNTER[3], d)],
  ])
  return [...counters, ...splat(KEY[0], K0), ...splat(KEY[1], K1)]
}

function round({ multipliers, weyl }: PhiloxConstants): number[] {
  const factors = multipliers.map(everywhere)
  return [
    ...FOURS.flatMap((four) => multiply(four, factors)),
    ...FOURS.flatMap(mix),
    ...[...get(K0), ...everywhere(weyl[0]), ...ADD, ...set(K0)],
    ...[...get(K1), ...everywhere(weyl[1]), ...ADD, ...set(K1)],
  ]
}

function multiply(
  { words: [a, , c], products: [p, q, r, s] }: Four,
  [m0, m1]: number[][],
): number[] {
  return [
    ...[...get(a), ...m0, ...WIDE_LOW, ...set(p), ...get(a), ...m0, ...WIDE_HIGH, ...set(q)],
    ...[...get(c), ...m1, ...WIDE_LOW, ...set(r), ...get(c), ...m1, ...WIDE_HIGH, ...set(s)],
  ]
}

/** (a, b, c, d) becomes (high(c m1) ^ b ^ k0, low(c m1), high(a m0) ^ d ^ k1, low(a m0)). */
function mix({ words: [a, b, c, d], products: [p, q, r, s] }: Four): number[] {
  return [
    ...[...get(r), ...get(s), ...UPPER_HALVES, ...get(b), ...XOR, ...get(K0), ...XOR, ...set(a)],
    ...[...get(p), ...get(q), ...UPPER_HALVES, ...get(d), ...XOR, ...get(K1), ...XOR, ...set(c)],
    ...[...get(r), ...get(s), ...LOWER_HALVES, ...set(b)],
    ...[...get(p), ...get(q), ...LOWER_HALVES, ...set(d)],
  ]
}

/** Word number w of a block lies `w * count` words after its first one. */
function storeBlocks(): number[] {
  return FOURS.flatMap(({ first, words }) =>
    words.flatMap((word, index) => [
      ...[...get(COUNT), ...i32(4 * index), 0x6c, ...get(PLACE), 0x6a],
      ...[...get(word), ...simd(11), 2, 4 * first],
    ]),
  )
}

function nextCounters(): number[] {
  return [
    ...[...get(COUNTER[0]), ...i32(8), 0x6a, ...set(COUNTER[0])],
    ...[...get(PLACE), ...i32(32), 0x6a, ...set(PLACE)],
    // Once more while the place is before the end of the first words.
    ...[...get(PLACE), ...get(COUNT), ...i32(4), 0x6c, 0x49, 0x0d, 0],
  ]
}
