/**
 * What a hole is filled with before the model is asked: patches of the picture around it, found once for all scales.
 * Reads the picture and its mask; asks no model.
 */
import { readLayer } from '../../src-shared/field/layer.ts'
import type { Layer } from '../../src-shared/field/layer.ts'
import { patchFill } from '../../src-shared/field/patch-fill.ts'
import { readField, readHole } from '../../src-shared/field/photograph.ts'
import { boxDown } from '../../src-shared/field/pyramid.ts'
import { enlargeRegion, intersect, shrinkRegion } from '../../src-shared/field/regions.ts'
import { wholeOf } from '../../src-shared/tensor/pixels.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import type { Turn } from './turn.ts'
import type { InpaintRequest } from './edit-request.ts'
import { inBands } from './in-bands.ts'
import { PATCH_STYLES } from './schedules.ts'
import type { PatchFill } from './schedules.ts'

/** Pixels that are searched at most; larger surroundings are searched at a smaller scale. */
const MOST_PIXELS = 2 ** 22

export interface HolePatches {
  /** The finest scale that has them. */
  readonly shrink: number
  /** The filled picture [1, 3, H, W] in `region`, counted in blocks of `shrink` x `shrink` pixels, this one's or larger. */
  readonly read: (region: Region, shrink: number, turn: Turn) => Promise<Tensor>
}

/** A filling at one scale, and how many pixels of the picture one of its own is wide. */
interface FilledScale {
  readonly shrink: number
  readonly layer: Layer
}

/** From coarse to fine. */
type FilledScales = AsyncGenerator<FilledScale, void, undefined>

export interface PatchSearch {
  /** Where holes are filled and patches are looked for; begins at a multiple of `coarsest`. */
  readonly region: Region
  readonly fill: PatchFill
  /** Pixels of the picture in one of the coarsest scale that is read. */
  readonly coarsest: number
}

/**
 * The holes in a region filled with patches of it. They are found when they are first read, and no finer than anybody
 * reads them; for a first impression in one draft, no finer than the coarsest scale that is read.
 */
export function patchesFor(
  request: InpaintRequest,
  { region, fill, coarsest }: PatchSearch,
): HolePatches {
  const around = intersect(region, wholeOf(request.image))
  const shrink = Math.max(shrinkToFit(around), request.quick ? coarsest : 1)
  let scales: FilledScales | undefined
  const made: FilledScale[] = []
  /** The coarsest filling that is no coarser than `coarse`, made if it is not among those that are. */
  const fineEnough = async (coarse: number, turn: Turn): Promise<FilledScale> => {
    for (;;) {
      const found = made.find((scale) => scale.shrink <= coarse)
      if (found) return found
      scales ??= fillAround(request, { around, shrink, fill, turn })
      const next = await scales.next()
      if (next.done) throw new Error(`there are no patches at a scale of 1:${coarse}`)
      made.push(next.value)
      if (next.value.shrink === shrink) scales = undefined // it holds all that was searched, and has nothing more to give
    }
  }
  return {
    shrink,
    read: async (part, coarse, turn) => {
      const { layer, shrink: own } = await fineEnough(coarse, turn)
      const factor = coarse / own
      return inBands(
        part,
        (band) => {
          const fine = readLayer(layer, enlargeRegion(band, factor))
          return factor === 1 ? fine : boxDown(fine, factor)
        },
        { turn, shrink: factor },
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

interface Search {
  readonly around: Region
  readonly shrink: number
  readonly fill: PatchFill
  readonly turn: Turn
}

async function* fillAround(
  { image, mask, seed, quick }: InpaintRequest,
  { around, shrink, fill, turn }: Search,
): FilledScales {
  const region = shrinkRegion(around, shrink)
  const picture = await inBands(region, (band) => readField(image, band, shrink), { turn, shrink })
  const hole = await inBands(region, (band) => readHole(mask, band, shrink), { turn, shrink })
  const style = quick ? { ...PATCH_STYLES[fill], drafts: 1 } : PATCH_STYLES[fill]
  for await (const { level, field } of patchFill(picture, hole, { seed, turn, style })) {
    const halved = 2 ** level
    yield { shrink: shrink * halved, layer: { region: shrinkRegion(region, halved), field } }
  }
}
