/**
 * For every patch that touches a hole, the patch of the known part that looks most like it: PatchMatch (Barnes,
 * Shechtman, Finkelstein and Goldman 2009), in which neighbours tell each other what they found and random looks around
 * it find better ones. Nothing here changes a picture.
 */
import { randomWords } from '../tensor/random.ts'
import type { Turn } from './turn.ts'

/** Pixels from the middle of a patch to its edge. */
export const PATCH_RADIUS = 4
/** Targets between two turns for others: some milliseconds' work. */
const TARGETS_PER_TURN = 4096

/** Values of a pixel on a canvas: three colours, and how rough it is there. */
export const VALUES = 4

/** A picture with holes, the values of a pixel side by side so that a row of a patch lies together. */
export interface Canvas {
  readonly width: number
  readonly height: number
  /** Colours in [-1, 1], and roughness; what lies in the holes is a guess. */
  readonly pixels: Float32Array
  /** How far each pixel is to be trusted: 1 where it is known, less the deeper it lies in a hole. */
  readonly trust: Float32Array
}

/** Where patches are looked for, as places of their middles. */
export interface PatchSites {
  /** Those that touch a hole, row by row. */
  readonly targets: Int32Array
  /** Those that touch none. */
  readonly sources: Int32Array
  /** 1 at every source. */
  readonly isSource: Uint8Array
}

/** By the place of a target: the source that looks most like it, -1 where there is no target; and how they differ. */
export interface Matches {
  readonly sources: Int32Array
  readonly costs: Float32Array
}

/** All patches that lie within a canvas. */
export function findSites({ width, height, trust }: Omit<Canvas, 'pixels'>): PatchSites {
  const touching = new Uint8Array(width * height)
  for (let i = 0; i < trust.length; i++) if (trust[i] < 1) markAround(touching, i, width)
  const isSource = new Uint8Array(width * height)
  const places = new Int32Array(width * height) // sources from the front, targets from the back
  let [before, after] = [0, places.length]
  for (let y = height - 1 - PATCH_RADIUS; y >= PATCH_RADIUS; y--) {
    for (let x = width - 1 - PATCH_RADIUS; x >= PATCH_RADIUS; x--) {
      const at = y * width + x
      if (touching[at] === 1) places[--after] = at
      else {
        isSource[at] = 1
        places[before++] = at
      }
    }
  }
  return { targets: places.slice(after), sources: places.slice(0, before), isSource }
}

/** Marks the middles of all patches that hold the pixel `at`. */
function markAround(marks: Uint8Array, at: number, width: number): void {
  const x = at % width
  const from = at - Math.min(x, PATCH_RADIUS)
  const to = at + Math.min(width - 1 - x, PATCH_RADIUS) + 1
  for (let row = -PATCH_RADIUS; row <= PATCH_RADIUS; row++) {
    marks.fill(1, Math.max(from + row * width, 0), Math.max(to + row * width, 0))
  }
}

export interface Search {
  readonly seed: number
  /** Which random numbers are taken: no two searches share them. Integer, 0 to 2^32 - 1. */
  readonly stream: number
  /** What a source a whole picture away has to look better by, as a sum of squares: a near one is the likelier. */
  readonly farness: number
  /** Pixels that the first of the random looks around a match goes at most; every further one goes half as far. */
  readonly reach: number
  /** Whether the targets are gone through from the last one to the first. */
  readonly backwards: boolean
  readonly turn: Turn
}

/** Goes through all targets once and makes their matches better, in place; `costs` are found anew. */
export async function improveMatches(
  canvas: Canvas,
  { targets, isSource }: PatchSites,
  { matches, search }: { readonly matches: Matches; readonly search: Search },
): Promise<void> {
  const { seed, stream, farness, reach, backwards, turn } = search
  const { sources: found, costs } = matches
  const step = backwards ? 1 : -1
  const neighbours = [step, step * canvas.width]
  const distance = distancesOn(canvas, farness)
  const looks = Math.ceil(Math.log2(reach))
  const words = randomWords(seed, stream, looks * targets.length)
  await fewAtATime(targets, turn, (few) => {
    for (const at of few) costs[at] = distance(at, found[at], Infinity)
  })
  const tryOut = (at: number, source: number) => {
    if (source === found[at] || isSource[source] !== 1) return
    const cost = distance(at, source, costs[at])
    if (cost >= costs[at]) return
    found[at] = source
    costs[at] = cost
  }
  for (let n = 0; n < targets.length; n++) {
    const at = targets[backwards ? targets.length - 1 - n : n]
    for (const side of neighbours) if (found[at + side] >= 0) tryOut(at, found[at + side] - side)
    for (let look = 0; look < looks; look++) {
      const far = reach / 2 ** look
      tryOut(at, placeAround(found[at], canvas, { far, word: words[n * looks + look] }))
    }
    if (n % TARGETS_PER_TURN === 0) await turn()
  }
}

export interface Offer extends Pick<Search, 'farness' | 'turn'> {
  readonly matches: Matches
  readonly offered: readonly Pick<Matches, 'sources'>[]
}

/** For every target the one of the offered sources that looks most like it, in place. */
export async function takeBestMatches(
  canvas: Canvas,
  { targets }: PatchSites,
  { matches, offered, farness, turn }: Offer,
): Promise<void> {
  const distance = distancesOn(canvas, farness)
  await fewAtATime(targets, turn, (few) => {
    for (const at of few) {
      let least = Infinity
      for (const { sources } of offered) {
        const cost = distance(at, sources[at], least)
        if (cost >= least) continue
        least = cost
        matches.sources[at] = sources[at]
      }
    }
  })
}

/** Works on all targets in their order, with a turn for others before each few of them. */
export async function fewAtATime(
  targets: Int32Array,
  turn: Turn,
  work: (few: Int32Array) => void,
): Promise<void> {
  for (let done = 0; done < targets.length; done += TARGETS_PER_TURN) {
    await turn()
    work(targets.subarray(done, done + TARGETS_PER_TURN))
  }
}

/** A random place at most `far` away along each axis; -1 beyond the canvas. */
function placeAround(
  at: number,
  { width, height }: Canvas,
  { far, word }: { readonly far: number; readonly word: number },
): number {
  const x = (at % width) + Math.round(far * ((word >>> 16) / 32768 - 1))
  const y = Math.floor(at / width) + Math.round(far * ((word & 0xffff) / 32768 - 1))
  return x < 0 || y < 0 || x >= width || y >= height ? -1 : y * width + x
}

/**
 * How little the patch at `source` fits at `target`: squared differences times the trust in what is there, and `farness`
 * for the width of the canvas between them. Something not below `stop` as soon as it is that large.
 */
function distancesOn({ pixels, trust, width }: Canvas, farness: number) {
  return (target: number, source: number, stop: number): number => {
    const across = (target % width) - (source % width)
    const down = Math.floor(target / width) - Math.floor(source / width)
    const away = VALUES * (source - target)
    let sum = (farness / width) * Math.sqrt(across * across + down * down)
    for (let row = -PATCH_RADIUS; row <= PATCH_RADIUS; row++) {
      const first = target + row * width - PATCH_RADIUS
      for (let i = first; i <= first + 2 * PATCH_RADIUS; i++) {
        const k = VALUES * i
        const red = pixels[k] - pixels[k + away]
        const green = pixels[k + 1] - pixels[k + 1 + away]
        const blue = pixels[k + 2] - pixels[k + 2 + away]
        const rough = pixels[k + 3] - pixels[k + 3 + away]
        sum += trust[i] * (red * red + green * green + blue * blue + rough * rough)
      }
      if (sum >= stop) return sum
    }
    return sum
  }
}
