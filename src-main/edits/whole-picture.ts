/**
 * Plans tools that draw the whole picture anew: colours are chosen at the scale at which a window
 * sees the picture and carried up, then the picture is enlarged factor by factor. What each scale
 * keeps, brightness or the means of blocks, holds for the ones above it.
 */
import { halvingsToFit } from '../../src-shared/field/holes.ts'
import { enlargePart, readLayer } from '../../src-shared/field/layer.ts'
import type { Paint } from '../../src-shared/field/paint.ts'
import { readAlpha, readField } from '../../src-shared/field/photograph.ts'
import { cubicUp, faithfulUp } from '../../src-shared/field/pyramid.ts'
import { enlargeRegion, fitInto, shrinkRegion } from '../../src-shared/field/regions.ts'
import { keepBrightness } from '../../src-shared/operators/keep-brightness.ts'
import { keepHints } from '../../src-shared/operators/keep-hints.ts'
import type { Hints } from '../../src-shared/operators/keep-hints.ts'
import { asColour, grey } from '../../src-shared/operators/luminance.ts'
import { keepBlockMeans } from '../../src-shared/operators/super-resolve.ts'
import {
  emptyImage,
  hasAlpha,
  isGrey,
  pasteAlpha,
  wholeOf,
} from '../../src-shared/tensor/pixels.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import type { Beginning, EditPlan, Job, ModelTraits, Pass } from './edit-plan.ts'
import type { CommonRequest, Scale } from './edit-request.ts'
import { enlargeInBands, inBands } from './in-bands.ts'
import { paintedColours, spreadOver } from './known-colours.ts'
import { largestDeviation } from './measure.ts'
import { pasteInside } from './paste.ts'
import { schedulesFor } from './schedules.ts'
import type { Turn } from './turn.ts'

/** What is to become of the whole picture. */
export interface WholePicture extends CommonRequest {
  readonly image: PixelImage
  /** True when only brightness is kept and colours are chosen. */
  readonly colour: boolean
  /** Strokes whose colours are known. */
  readonly hints?: readonly Paint[]
  readonly scale: Scale | 1
}

/** In which steps each scale is reached; four times at once is drawn better than twice two times. */
const ENLARGEMENTS: Readonly<Record<Scale | 1, readonly Scale[]>> = {
  1: [],
  2: [2],
  3: [3],
  4: [4],
  8: [4, 2],
}

export function planWholePicture(picture: WholePicture, traits: ModelTraits): EditPlan {
  const { image, colour } = picture
  let made: PixelImage | undefined
  const output = () => (made ??= emptyOutput(picture)) // large, and not wanted by who only counts
  const passes = [
    ...(colour ? colourPasses(picture, traits) : []),
    ...enlargementPasses(picture, traits.windowSize),
  ]
  const job: Job = {
    passes: passes.map((pass, i) => ({ ...pass, level: passes.length - 1 - i })),
    write: (estimate, at) => {
      const region = pasteInside(output(), estimate, at)
      pasteEnlargedAlpha(output(), region, picture)
    },
  }
  const measure = async (turn: Turn) => ({
    residual: await largestDeviation(image, output(), { luminance: colour, turn }),
    changedOutsideMask: null,
  })
  return { jobs: [job], output, measure }
}

function emptyOutput({ image, colour, scale }: WholePicture): PixelImage {
  const channels = colour && isGrey(image) ? (hasAlpha(image) ? 4 : 3) : image.channels
  return emptyImage(enlargeRegion(wholeOf(image), scale), channels, image.depth)
}

/** A pass before it is known how many follow it. */
type PassOfScale = Omit<Pass, 'level'>

/** From the scale at which one window sees across the picture to that of the source. */
function colourPasses(picture: WholePicture, traits: ModelTraits): PassOfScale[] {
  const { windowSize, coloursGrey } = traits
  const { image } = picture
  const halvings = halvingsToFit(Math.min(image.width, image.height), windowSize)
  /** All of the picture and no more at a scale, but for what makes it even or as large as a window. */
  const planeAt = (shrink: number) =>
    atLeast(enlargeRegion(shrinkRegion(wholeOf(image), 2 * shrink), 2), windowSize)
  const { first, finer } = schedulesFor(coloursGrey ? 'learntColour' : 'drawnColour', picture)
  const known = knownColours(picture, planeAt(2 ** halvings), 2 ** halvings)
  return Array.from({ length: halvings + 1 }, (_, i) => {
    const shrink = 2 ** (halvings - i)
    return {
      plane: planeAt(shrink),
      enlargement: shrink * picture.scale,
      block: 2,
      schedule: i === 0 ? first : finer,
      begin: async (region, coarser, turn) => {
        const source = await inBands(region, (band) => readField(image, band, shrink), {
          turn,
          shrink,
        })
        const colours =
          coarser &&
          (await enlargeInBands(region, 2, {
            read: (small) => readLayer(coarser, small),
            enlarge: cubicUp,
            turn,
          }))
        return beginColouring({ source, known: await known(region, shrink, turn) }, colours)
      },
    }
  })
}

/** Reads what hints say at any scale; null where there are none. */
function knownColours({ image, hints = [] }: WholePicture, coarsest: Region, most: number) {
  const painted = { image, hints }
  const spread = spreadOver(painted, coarsest, most)
  return async (region: Region, shrink: number, turn: Turn): Promise<Hints | null> => {
    if (hints.length === 0) return null
    return shrink === most ? spread(region, turn) : paintedColours(painted, region, shrink)
  }
}

/** Brightness from the source, colours from the coarser scale where there are some. */
function beginColouring(
  { source, known: hints }: { readonly source: Tensor; readonly known: Hints | null },
  colours: Tensor | undefined,
): Beginning {
  const brightness = keepBrightness(source)
  const known = hints ? keepHints(brightness, hints) : brightness
  if (!colours) return { start: known.impose(asColour(grey(source))), known }
  return { start: known.impose(colours), known }
}

/** One pass per factor, each keeping the block means of the one before. */
function enlargementPasses(picture: WholePicture, windowSize: number): PassOfScale[] {
  const { image, scale } = picture
  let reached = 1
  return ENLARGEMENTS[scale].map((factor, i) => {
    const { first, finer } = schedulesFor(factor === 2 ? 'doubling' : 'enlargement', picture)
    const before = reached
    reached *= factor
    const whole = enlargeRegion(wholeOf(image), before)
    return {
      plane: enlargeRegion(atLeast(whole, Math.ceil(windowSize / factor)), factor),
      enlargement: scale / reached,
      block: factor,
      schedule: i === 0 ? first : finer,
      begin: (region, coarser, turn) => {
        const read = (small: Region) =>
          coarser ? readLayer(coarser, small) : readField(image, small)
        return beginEnlarging(region, factor, { read, turn })
      },
    }
  })
}

async function beginEnlarging(
  region: Region,
  factor: number,
  { read, turn }: { readonly read: (small: Region) => Tensor; readonly turn: Turn },
): Promise<Beginning> {
  const start = await enlargeInBands(region, factor, { read, enlarge: faithfulUp, turn })
  const small = read(shrinkRegion(region, factor))
  return { start, known: keepBlockMeans({ small, factor }) }
}

/** `region` with at least `side` pixels each way, beyond the picture if that is smaller. */
function atLeast(region: Region, side: number): Region {
  return fitInto(region, region, side)
}

/** Opacity has no model: it is enlarged smoothly. */
function pasteEnlargedAlpha(output: PixelImage, region: Region, { image, scale }: WholePicture) {
  if (!hasAlpha(output)) return
  const read = (small: Region) => readAlpha(image, small)
  pasteAlpha(output, enlargePart(region, scale, { read, enlarge: cubicUp }), region)
}
