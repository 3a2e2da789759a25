/**
 * Plans the tools that keep nothing exactly: the whole picture at its own size, or the parts under
 * a mask, drawn again in one pass. What they differ in is what they start from and at which levels.
 */
import { groupHoles } from '../../src-shared/field/holes.ts'
import { readHole } from '../../src-shared/field/photograph.ts'
import { fitInto } from '../../src-shared/field/regions.ts'
import { keepPixels } from '../../src-shared/operators/inpaint.ts'
import { keepNothing } from '../../src-shared/operators/known-part.ts'
import { copyImage, wholeOf } from '../../src-shared/tensor/pixels.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'
import { mapTensor } from '../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import type { Beginning, EditPlan, Pass } from './edit-plan.ts'
import type { Schedule } from './edit-request.ts'
import { planeAround } from './hole-plane.ts'
import { countChangesOutside } from './measure.ts'
import { pasteInside } from './paste.ts'

export interface Redraw {
  readonly schedule: Schedule
  /** What a region starts from, [1, 3, H, W]; the region may reach beyond the picture. */
  readonly read: (region: Region) => Tensor
  /** Above black where the picture is drawn again; everywhere if not given. */
  readonly mask?: PixelImage | undefined
}

/** A picture of the kind of `image`, whose alpha it keeps. */
export function planRedraw(image: PixelImage, redraw: Redraw, windowSize: number): EditPlan {
  const { mask } = redraw
  let made: PixelImage | undefined
  const output = () => (made ??= copyImage(image)) // large, and not wanted by who only counts
  const passes = mask
    ? groupHoles(mask, windowSize).map((box) => passUnder(mask, box, { image, redraw, windowSize }))
    : [wholePass(image, redraw, windowSize)]
  const where = mask ? { mask } : {}
  return {
    jobs: passes.map((pass) => ({
      passes: [pass],
      write: (estimate, at) => pasteInside(output(), estimate, { ...at, ...where }),
    })),
    output,
    measure: async (turn) => ({
      residual: null,
      changedOutsideMask: mask
        ? await countChangesOutside(mask, { before: image, after: output(), turn })
        : null,
    }),
  }
}

function wholePass(image: PixelImage, { schedule, read }: Redraw, windowSize: number): Pass {
  return {
    level: 0,
    plane: fitInto(wholeOf(image), wholeOf(image), windowSize),
    enlargement: 1,
    block: 1,
    schedule,
    begin: (region) => ({ start: read(region), known: keepNothing }),
  }
}

interface Place {
  readonly image: PixelImage
  readonly redraw: Redraw
  readonly windowSize: number
}

/** Keeps the pixels beside the mask, so that what is drawn fits them. */
function passUnder(mask: PixelImage, box: Region, { image, redraw, windowSize }: Place): Pass {
  const { schedule, read } = redraw
  const begin = (region: Region): Beginning => {
    const start = read(region)
    const known = mapTensor(readHole(mask, region), (hole) => 1 - hole)
    return { start, known: keepPixels(start, known) }
  }
  return {
    level: 0,
    plane: planeAround(box, { image, shrink: 1, windowSize }),
    enlargement: 1,
    block: 1,
    schedule,
    needed: (region) => readHole(mask, region),
    begin,
  }
}
