/**
 * What a hole is filled with before the model is asked: patches of the picture around it, found once for all scales.
 * Reads the picture and its mask; asks no model.
 */
import { readLayer } from '../../src-shared/field/layer.ts'
import type { Layer } from '../../src-shared/field/layer.ts'
import { patchFill } from '../../src-shared/field/patch-fill.ts'
import { readField, readHole } from '../../src-shared/field/photograph.ts'
import { boxDown } from '../../src-shared/field/pyramid.ts'
import {
  enlargeRegion,
  grow,
  intersect,
  shrinkRegion,
  unite,
} from '../../src-shared/field/regions.ts'
import { wholeOf } from '../../src-shared/tensor/pixels.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import type { Turn } from './turn.ts'
import type { InpaintRequest } from './edit-request.ts'
import { inBands } from './in-bands.ts'
import { TEXTURE_STYLE } from './schedules.ts'

/** Pixels that are searched at most; larger surroundings are searched at a smaller scale. */
const MOST_PIXELS = 2 ** 22

export interface HoleTexture {
  /** The finest scale that has it. */
  readonly shrink: number
  /** The filled picture [1, 3, H, W] in `region`, counted in blocks of `shrink` x `shrink` pixels, this one's or larger. */
  readonly read: (region: Region, shrink: number, turn: Turn) => Promise<Tensor>
}

/**
 * The texture of the holes in `plane`, a region in pixels of the picture; `more` pixels around it are searched too. It is
 * made when it is first read.
 */
export function textureOf(
  request: InpaintRequest,
  { plane, more }: { readonly plane: Region; readonly more: number },
): HoleTexture {
  const around = unite(plane, intersect(grow(plane, more), wholeOf(request.image)))
  const shrink = shrinkToFit(around)
  let made: Promise<Layer> | undefined
  return {
    shrink,
    read: async (region, coarse, turn) => {
      const layer = await (made ??= fillAround(request, { around, shrink, turn }))
      const factor = coarse / shrink
      return inBands(
        region,
        (band) => {
          const fine = readLayer(layer, enlargeRegion(band, factor))
          return factor === 1 ? fine : boxDown(fine, factor)
        },
        { turn },
      )
    },
  }
}

/** The power of two by which a region is to be reduced so that it is not too large. */
function shrinkToFit({ width, height }: Region): number {
  let shrink = 1
  while (width * height > MOST_PIXELS * shrink ** 2) shrink *= 2
  return shrink
}

async function fillAround(
  { image, mask, seed }: InpaintRequest,
  { around, shrink, turn }: { readonly around: Region; readonly shrink: number; turn: Turn },
): Promise<Layer> {
  const region = shrinkRegion(around, shrink)
  const picture = await inBands(region, (band) => readField(image, band, shrink), { turn, shrink })
  const hole = await inBands(region, (band) => readHole(mask, band, shrink), { turn, shrink })
  return {
    region,
    field: await patchFill(picture, hole, { seed, turn, style: TEXTURE_STYLE }),
  }
}
