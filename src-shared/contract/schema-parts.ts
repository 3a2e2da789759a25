/**
 * The values that requests are made of, with their bounds. Bounds keep a wrong request from asking for the impossible;
 * whether the request makes sense for a picture is for those to say who hold it.
 */
import { z } from 'zod'
import { DEVICE_CHOICES, DEVICES } from './devices-api.ts'

const GIBI = 2 ** 30
/** Largest side of a picture, as in the image codec. */
const LONGEST_SIDE = 65_535

export const id = z.string().min(1).max(200)
export const name = z.string().min(1).max(1000)
export const text = z.string().max(10_000)
export const side = z.int().min(1).max(LONGEST_SIDE)
export const position = z.int().min(0).max(LONGEST_SIDE)
export const share = z.number().min(0).max(1)
export const seed = z.int().min(0)
export const scale = z.literal([2, 3, 4, 8])
export const steps = z.int().min(1).max(8)
export const hash = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hexadecimal is expected')

/** At most 2 GiB: what a browser holds in one piece. */
export const bytes = z
  .custom<Uint8Array>((value) => value instanceof Uint8Array, 'bytes are expected')
  .refine(({ length }) => length <= 2 * GIBI, 'more than 2 GiB are too many')

const region = z.object({ x: position, y: position, width: side, height: side })

/** A region with as many samples for each pixel as are said. */
function patchOf(sampleName: 'coverage' | 'rgba', samples: number) {
  const message = `${samples} for each pixel of the region are expected`
  const fits = (patch: { region: { width: number; height: number } }, data: Uint8Array) =>
    data.length === patch.region.width * patch.region.height * samples
  return { fits, options: { message, path: [sampleName] } }
}

const coverage = patchOf('coverage', 1)
const rgba = patchOf('rgba', 4)

export const maskPatch = z
  .object({ region, coverage: bytes })
  .refine((patch) => coverage.fits(patch, patch.coverage), coverage.options)

export const paintPatch = z
  .object({ region, rgba: bytes })
  .refine((patch) => rgba.fits(patch, patch.rgba), rgba.options)

export const paintPatches = z.array(paintPatch).max(10_000).readonly()

/** Name of an upload, which becomes a folder's. */
export const upload = z
  .string()
  .regex(/^[\da-zA-Z-]{1,100}$/, 'letters, digits and dashes are expected')

/** A sealed path, which is longer than the path. */
export const grant = z.string().min(1).max(50_000)
export const grantSource = z.object({ kind: z.literal('grant'), grant })

export const pictureSource = z.discriminatedUnion('kind', [
  grantSource,
  z.object({ kind: z.literal('bytes'), name, bytes }),
  z.object({ kind: z.literal('sample'), name }),
])

export const transform = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('crop'), region }),
  z.object({ kind: z.literal('rotate'), degrees: z.literal([90, 180, 270]) }),
  z.object({ kind: z.literal('flip'), axis: z.enum(['horizontal', 'vertical']) }),
  z.object({ kind: z.literal('resize'), width: side, height: side }),
])

export const format = z.enum(['png', 'jpeg', 'webp', 'tiff', 'avif'])
export const quality = z.int().min(1).max(100)

export const device = z.enum(DEVICES)
export const deviceChoice = z.enum(DEVICE_CHOICES)
