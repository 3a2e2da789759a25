/**
 * What the demonstration shows: for every tool a damaged copy of one photograph, and what to ask for.
 * Follows from the photograph alone; reads and writes nothing.
 */
import { normals } from '../../../src-shared/tensor/random.ts'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import {
  boxDown,
  cropToMultiple,
  punch,
  scratchMask,
  textMask,
  toGrey,
} from '../../bench/quality/degrade.ts'
import { bicubic, resample } from '../../bench/quality/resample.ts'
import type { EditRequest } from '../../edits/edit-request.ts'

export interface DemoEdit {
  readonly tool: EditRequest['operator']
  /** What a person would have done to see the same. */
  readonly about: string
  readonly input: PixelImage
  readonly request: EditRequest
}

const SEED = 0
/** Both sides become multiples of this, so that blocks of every size fit. */
const MULTIPLE = 16
const NOISE = 20

/** Two photographs of one size: the second is scaled to the first. */
export function demoPair(
  photograph: PixelImage,
  other: PixelImage,
): readonly [PixelImage, PixelImage] {
  const original = cropToMultiple(photograph, MULTIPLE)
  return [original, resample(other, original, bicubic)]
}

/** One edit per tool, on copies of an 8-bit RGB photograph. */
export function demoEdits(photograph: PixelImage): DemoEdit[] {
  const original = cropToMultiple(photograph, MULTIPLE)
  const common = { seed: SEED }
  const captioned = punch(original, textMask(original))
  const small = boxDown(original, 2)
  const noisy = addNoise(original, NOISE)
  const painting = resample(boxDown(original, MULTIPLE), original, bicubic)
  const scratches = scratchMask(small)
  const old = punch(toGrey(small), scratches)
  return [
    {
      tool: 'inpaint',
      about: 'two lines of text taken off',
      input: captioned,
      request: { operator: 'inpaint', image: captioned, mask: textMask(original), ...common },
    },
    {
      tool: 'colorize',
      about: 'colours for a grey picture',
      input: toGrey(original),
      request: { operator: 'colorize', image: toGrey(original), ...common },
    },
    {
      tool: 'upscale',
      about: 'twice as wide and high',
      input: small,
      request: { operator: 'upscale', image: small, scale: 2, ...common },
    },
    {
      tool: 'denoise',
      about: `noise of ${NOISE} levels removed`,
      input: noisy,
      request: { operator: 'denoise', image: noisy, ...common },
    },
    {
      tool: 'stroke',
      about: 'a rough painting made into a picture',
      input: painting,
      request: { operator: 'stroke', image: painting, ...common },
    },
    {
      tool: 'restore',
      about: 'scratches filled, colours given, twice as wide and high',
      input: old,
      request: {
        operator: 'restore',
        image: old,
        mask: scratches,
        grey: true,
        scale: 2,
        ...common,
      },
    },
  ]
}

/** Normal noise of a deviation in 8-bit levels. */
function addNoise(image: PixelImage, deviation: number): PixelImage {
  const noise = normals(SEED, 1, [image.data.length]).data
  const data = image.data.map((sample, i) =>
    Math.min(Math.max(Math.round(sample + deviation * (noise[i] ?? 0)), 0), 255),
  )
  return { ...image, data }
}
