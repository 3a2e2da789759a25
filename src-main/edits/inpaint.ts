/**
 * Plans the filling of holes: each group of holes is a job of its own, wide holes are filled first
 * at the scale at which a window sees across them. Pixels outside the mask are never written.
 */
import { DEFAULT_FILL } from '../../src-shared/contract/edits-api.ts'
import type { Fill } from '../../src-shared/contract/edits-api.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { groupHoles, halvingsToFit, holeRadius } from '../../src-shared/field/holes.ts'
import { readLayer } from '../../src-shared/field/layer.ts'
import type { Layer } from '../../src-shared/field/layer.ts'
import { readField, readHole } from '../../src-shared/field/photograph.ts'
import { cubicUp } from '../../src-shared/field/pyramid.ts'
import { enlargeRegion, grow, intersect, shrinkRegion } from '../../src-shared/field/regions.ts'
import { smoothFill } from '../../src-shared/field/smooth-fill.ts'
import { keepPixels } from '../../src-shared/operators/inpaint.ts'
import type { KnownContent } from '../../src-shared/operators/known-part.ts'
import { asColour, grey } from '../../src-shared/operators/luminance.ts'
import { copyImage, pasteAlpha, whiteLevel, wholeOf } from '../../src-shared/tensor/pixels.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'
import { mapTensor } from '../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import type { Beginning, EditPlan, Pass } from './edit-plan.ts'
import type { InpaintRequest } from './edit-request.ts'
import { planeAround } from './hole-plane.ts'
import { patchesFor } from './hole-patches.ts'
import type { HolePatches } from './hole-patches.ts'
import { enlargeInBands, inBands } from './in-bands.ts'
import { countChangesOutside } from './measure.ts'
import { pasteInside } from './paste.ts'
import { schedulesFor } from './schedules.ts'
import type { ScheduledTool } from './schedules.ts'
import { mixByCoverage } from './soft-edge.ts'
import { liesInTexture } from './surroundings.ts'
import type { Turn } from './turn.ts'

/** Throws UserError when the mask selects nothing or everything. */
export function planInpaint(request: InpaintRequest, windowSize: number): EditPlan {
  const { image, mask } = request
  const isSoft = checkMask(mask)
  let made: PixelImage | undefined
  const output = () => (made ??= copyImage(image)) // large, and not wanted by who only counts
  return {
    jobs: groupHoles(mask, windowSize).map((box) => ({
      passes: fillGroup(request, box, windowSize),
      write: (drawn, at) => {
        const estimate = isSoft ? mixByCoverage(drawn, at, { image, mask }) : drawn
        pasteInHole(request, output(), { estimate, at })
      },
    })),
    output,
    measure: async (turn) => ({
      residual: 0,
      changedOutsideMask: await countChangesOutside(mask, { before: image, after: output(), turn }),
    }),
  }
}

/** True for a mask that has more than black and white. Looks at every sample once: there may be very many. */
function checkMask({ data, depth }: PixelImage): boolean {
  const white = whiteLevel(depth)
  let [black, between] = [0, 0]
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? 0
    if (value === 0) black++
    else if (value < white) between++
  }
  if (black === data.length) throw new UserError(sentence('holeEmpty'))
  if (black === 0) throw new UserError(sentence('holeWhole'))
  return between > 0
}

/** Holes of fewer pixels across start from a smooth fill: in them there is no room for patches. */
const WIDTH_WITH_PATCHES = 16
/** In holes at least so wide what many fillings agree on is a soft spot, and a filling with its grain is taken. */
const WIDTH_WITH_GRAIN = 56

/** One group of holes, from the scale at which the widest of them fits into half a window. */
function fillGroup(request: InpaintRequest, box: Region, windowSize: number): Pass[] {
  const { image, mask } = request
  const width = widthOfHole(mask, intersect(grow(box, 1), wholeOf(image)))
  const coarsest = halvingsToFit(width, windowSize / 2)
  const planeAt = (shrink: number) =>
    planeAround(shrinkRegion(box, shrink), { image, shrink, windowSize })
  const scale = 2 ** coarsest
  const around = grow(
    enlargeRegion(shrinkRegion(box, scale), scale),
    scale * Math.ceil(Math.max(windowSize, width) / scale),
  )
  const wanted = fillFor(request, box, width)
  const found =
    wanted === 'smooth'
      ? undefined
      : patchesFor(request, { region: around, fill: wanted, coarsest: scale })
  // Around a long hole that is not wide they may be coarser than every scale at which it is filled.
  const patches = found && found.shrink <= scale ? found : undefined
  const tool = toolFor(patches ? wanted : 'smooth', coarsest > 0)
  const { first, finer } = schedulesFor(tool, request)
  return Array.from({ length: coarsest + 1 }, (_, i) => {
    const shrink = 2 ** (coarsest - i)
    return {
      level: coarsest - i,
      plane: planeAt(shrink),
      enlargement: shrink,
      block: 2,
      schedule: i === 0 ? first : finer,
      needed: (region) => readHole(mask, region, shrink),
      begin: (region, coarser, turn) =>
        beginFilling(request, { region, shrink, patches, coarser, turn }),
    }
  })
}

/** What was asked for, if there is room; where what many fillings agree on would be seen, one of them, grain and all. */
function fillFor(request: InpaintRequest, box: Region, width: number): Fill {
  const { fill = DEFAULT_FILL } = request
  if (width < WIDTH_WITH_PATCHES) return 'smooth'
  if (fill !== 'natural') return fill
  return width >= WIDTH_WITH_GRAIN || liesInTexture(request, box) ? 'texture' : fill
}

function toolFor(fill: Fill, isWide: boolean): ScheduledTool {
  if (fill === 'smooth') return isWide ? 'wideHole' : 'narrowHole'
  return fill === 'natural' ? 'naturalHole' : 'texturedHole'
}

/** Pixels among which the width of a hole is looked for; in more of them it is measured in blocks. */
const MOST_MEASURED = 2 ** 22

/** How wide a hole is at its widest. In blocks it comes out a little narrower: no thin line becomes wide by them. */
function widthOfHole(mask: PixelImage, around: Region): number {
  let shrink = 1
  while (around.width * around.height > MOST_MEASURED * shrink ** 2) shrink *= 2
  const region = shrinkRegion(around, shrink)
  const radius = holeRadius(readHole(mask, region, shrink))
  // Where too little is known for a block without hole, nothing is known to be near.
  const blocks = Math.min(radius, Math.max(region.width, region.height))
  return 2 * (shrink * (blocks - 1) + 1)
}

interface Place {
  readonly region: Region
  readonly shrink: number
  readonly patches: HolePatches | undefined
  readonly coarser: Layer | undefined
  readonly turn: Turn
}

/** The picture with its holes filled, and what of it is kept. */
async function beginFilling({ image, mask }: InpaintRequest, place: Place): Promise<Beginning> {
  const { region, shrink, turn } = place
  const picture = await inBands(region, (band) => readField(image, band, shrink), { turn, shrink })
  const hole = await inBands(region, (band) => readHole(mask, band, shrink), { turn, shrink })
  const fill = await fillOf(place)
  await turn()
  const known = mapTensor(hole, (value) => 1 - value)
  const start = fill ? keepPixels(picture, known).impose(fill) : smoothFill(picture, hole)
  await turn()
  const pixels = keepPixels(start, known)
  return { start, known: isColourless(start) ? withoutColour(pixels) : pixels }
}

/**
 * What is put into the holes: patches, with what the coarser scale made of them; where there are none, the coarser scale
 * alone, if there is one. It is only a start: held to its block means, holes end in a visible grid.
 */
async function fillOf({ region, shrink, patches, coarser, turn }: Place): Promise<Tensor | null> {
  if (!patches || patches.shrink > shrink) {
    return coarser ? enlargeLayer(coarser, region, turn) : null
  }
  const own = await patches.read(region, shrink, turn)
  if (!coarser) return own
  const before = await patches.read(coarser.region, 2 * shrink, turn)
  const changes = mapTensor(coarser.field, (value, i) => value - (before.data[i] ?? 0))
  const shift = await enlargeLayer({ region: coarser.region, field: changes }, region, turn)
  return mapTensor(own, (value, i) => value + (shift.data[i] ?? 0))
}

function enlargeLayer(layer: Layer, region: Region, turn: Turn): Promise<Tensor> {
  const read = (small: Region) => readLayer(layer, small)
  return enlargeInBands(region, 2, { read, enlarge: cubicUp, turn })
}

/** Colour components further apart than this, in [-1, 1], are a colour: three 8-bit levels. */
const COLOUR_THRESHOLD = 6 / 255

/** True for grey pictures, also those stored as colours. */
function isColourless({ shape, data }: Tensor): boolean {
  const plane = (shape[2] ?? 0) * (shape[3] ?? 0)
  for (let i = 0; i < plane; i++) {
    const [red = 0, green = 0, blue = 0] = [data[i], data[i + plane], data[i + 2 * plane]]
    const spread = Math.max(red, green, blue) - Math.min(red, green, blue)
    if (spread > COLOUR_THRESHOLD) return false
  }
  return true
}

/** Keeps what `known` keeps, and holes in a grey picture grey. */
function withoutColour(known: KnownContent): KnownContent {
  return { ...known, impose: (estimate, spent) => known.impose(asColour(grey(estimate)), spent) }
}

/** Writes an estimate where the mask is above black. */
function pasteInHole(
  { mask, opaque = false }: InpaintRequest,
  output: PixelImage,
  { estimate, at }: { estimate: Tensor; at: Pick<Region, 'x' | 'y'> },
): void {
  const region = pasteInside(output, estimate, { ...at, mask })
  if (!opaque) return
  const where = readHole(mask, region)
  pasteAlpha(
    output,
    mapTensor(where, () => 1),
    { ...region, where },
  )
}
