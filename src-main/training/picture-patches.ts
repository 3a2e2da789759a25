/**
 * Patches of a single picture at several scales, none of which touches a hole: what is to be replaced is not learnt.
 * Reads no file; what step n sees is a function of the seed, n and the picture.
 */
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { pixelsToTensor } from '../../src-shared/tensor/pixels.ts'
import type { PixelImage } from '../../src-shared/tensor/pixels.ts'
import { uniforms } from '../../src-shared/tensor/random.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import { derivedSeed } from './derived-seed.ts'
import { mirrored, pick } from './draw-patch.ts'
import { cycled, PATCH_DEFAULTS, stack } from './patch-source.ts'
import type { PatchSource } from './patch-source.ts'
import { labelTensor } from './photograph-classes.ts'
import { buildPyramid, levelCount } from './pyramid.ts'

export interface PicturePatchOptions {
  /** Side of a patch in pixels. */
  readonly size: number
  readonly batch: number
  readonly seed: number
  /** The class of the picture, for a network that has classes. */
  readonly label?: number | undefined
}

/** A picture with the places of its patches, scale by scale. */
export interface PatchPlaces {
  readonly levels: readonly {
    readonly image: PixelImage
    /** y * width + x of the upper left corner of every patch that touches no hole. */
    readonly corners: Uint32Array
  }[]
}

/**
 * Finds the places in an 8-bit RGB picture; the mask, of the same size, is above 0 where the hole is.
 * UserError where not a single patch is left.
 */
export function patchPlaces(image: PixelImage, hole: PixelImage, size: number): PatchPlaces {
  const most = PATCH_DEFAULTS.scaleWeights.length
  const pyramid = buildPyramid(image, levelCount(image, size, most))
  let mask = hole
  const levels = pyramid.map((level, index) => {
    if (index > 0) mask = halveHole(mask)
    return { image: level, corners: freeCorners(mask, size) }
  })
  if (levels.some(({ corners }) => corners.length > 0)) return { levels }
  throw new UserError(sentence('learnTooLittle', { size }))
}

/** A source of patches that are mirrored half of the time. */
export function picturePatches(places: PatchPlaces, options: PicturePatchOptions): PatchSource {
  const { size, batch, label } = options
  const labels = label === undefined ? undefined : labelTensor(cycled([label], batch))
  const seed = derivedSeed(options.seed, 'patches')
  const weights = places.levels.map(({ corners }, level) =>
    corners.length > 0 ? (PATCH_DEFAULTS.scaleWeights[level] ?? 0) : 0,
  )
  const draw = ([levelDraw = 0, flipDraw = 0, cornerDraw = 0]: Float64Array): Tensor => {
    const level = places.levels[pick(weights, levelDraw)]
    if (!level) throw new RangeError('a picture without levels has no patch')
    const corner = level.corners[Math.floor(cornerDraw * level.corners.length)] ?? 0
    const { width } = level.image
    const region = { x: corner % width, y: Math.floor(corner / width), width: size, height: size }
    const patch = pixelsToTensor(level.image, region)
    return flipDraw < 0.5 ? mirrored(patch) : patch
  }
  return {
    batch: (step) => {
      const draws = uniforms(seed, step, 3 * batch)
      const patches = Array.from({ length: batch }, (_, i) =>
        draw(draws.subarray(3 * i, 3 * (i + 1))),
      )
      return Promise.resolve(stack(patches))
    },
    labels: () => labels,
    prepare: () => undefined,
    photographsInMemory: 1,
  }
}

/** A pixel of the half size is a hole where any of its four is; an odd last row or column is dropped. */
function halveHole({ width, height, data }: PixelImage): PixelImage {
  const [w, h] = [width >> 1, height >> 1]
  const half = new Uint8Array(w * h)
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const from = 2 * y * width + 2 * x
      const any = [from, from + 1, from + width, from + width + 1].some((i) => data[i] !== 0)
      half[y * w + x] = any ? 255 : 0
    }
  }
  return { width: w, height: h, channels: 1, depth: 8, data: half }
}

/** By a table of sums: the pixels of the hole within every square in constant time. */
function freeCorners({ width, height, data }: PixelImage, size: number): Uint32Array {
  const sums = new Uint32Array((width + 1) * (height + 1))
  const row = width + 1
  for (let y = 0; y < height; y++) {
    let inRow = 0
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] !== 0) inRow++
      sums[(y + 1) * row + x + 1] = (sums[y * row + x + 1] ?? 0) + inRow
    }
  }
  const at = (x: number, y: number) => sums[y * row + x] ?? 0
  const corners: number[] = []
  for (let y = 0; y + size <= height; y++) {
    for (let x = 0; x + size <= width; x++) {
      const [right, bottom] = [x + size, y + size]
      const inside = at(right, bottom) - at(x, bottom) - at(right, y) + at(x, y)
      if (inside === 0) corners.push(y * width + x)
    }
  }
  return Uint32Array.from(corners)
}
