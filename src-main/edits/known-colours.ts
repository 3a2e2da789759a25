/**
 * What strokes of colour say about a picture: on its coarsest scale they spread over what is alike, and on finer ones, which
 * take their colours from there, they count where they were painted.
 */
import { readLayer } from '../../src-shared/field/layer.ts'
import type { Layer } from '../../src-shared/field/layer.ts'
import { readPaint } from '../../src-shared/field/paint.ts'
import type { Paint } from '../../src-shared/field/paint.ts'
import { readField } from '../../src-shared/field/photograph.ts'
import { spreadColours } from '../../src-shared/field/spread-colours.ts'
import type { Hints } from '../../src-shared/operators/keep-hints.ts'
import { grey } from '../../src-shared/operators/luminance.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'
import { mapTensor } from '../../src-shared/tensor/tensor.ts'
import { inBands } from './in-bands.ts'
import type { Turn } from './turn.ts'

export interface Painted {
  readonly image: PixelImage
  readonly hints: readonly Paint[]
}

/** The strokes themselves. A block that is half covered counts as covered, so that thin strokes are seen. */
export function paintedColours({ hints }: Painted, region: Region, shrink: number): Hints {
  const { colours, coverage } = readPaint(hints, region, shrink)
  return {
    colours,
    weight: shrink === 1 ? coverage : mapTensor(coverage, (share) => Math.min(2 * share, 1)),
  }
}

/**
 * Reads parts of a plane in which the strokes have spread; `plane` counts blocks of `shrink` x `shrink` pixels. Found once for
 * all of it, when it is first read: a stroke reaches beyond the part that it lies in.
 */
export function spreadOver(painted: Painted, plane: Region, shrink: number) {
  let spread: Promise<{ readonly colours: Layer; readonly weight: Layer }> | undefined
  const make = async (turn: Turn) => {
    const read = (band: Region) => grey(readField(painted.image, band, shrink))
    const brightness = await inBands(plane, read, { turn, shrink })
    const { colours, weight } = await spreadColours(paintedColours(painted, plane, shrink), {
      brightness,
      turn,
    })
    return { colours: { region: plane, field: colours }, weight: { region: plane, field: weight } }
  }
  return async (region: Region, turn: Turn): Promise<Hints> => {
    const { colours, weight } = await (spread ??= make(turn))
    return { colours: readLayer(colours, region), weight: readLayer(weight, region) }
  }
}
