/**
 * Plans the tools that keep nothing exactly: the whole picture at its own size, drawn again in one
 * pass. What they differ in is what they start from and at which levels.
 */
import { fitInto } from '../../src-shared/field/regions.ts'
import { keepNothing } from '../../src-shared/operators/known-part.ts'
import { copyImage, wholeOf } from '../../src-shared/tensor/pixels.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import type { EditPlan } from './edit-plan.ts'
import type { Schedule } from './edit-request.ts'
import { pasteInside } from './paste.ts'

export interface Redraw {
  readonly schedule: Schedule
  /** What a region starts from, [1, 3, H, W]; the region may reach beyond the picture. */
  readonly read: (region: Region) => Tensor
}

/** A picture of the kind of `image`, whose alpha it keeps. */
export function planRedraw(
  image: PixelImage,
  { schedule, read }: Redraw,
  windowSize: number,
): EditPlan {
  const output = copyImage(image)
  const pass = {
    level: 0,
    plane: fitInto(wholeOf(image), wholeOf(image), windowSize),
    enlargement: 1,
    block: 1,
    schedule,
    begin: (region: Region) => ({ start: read(region), known: keepNothing }),
  }
  return {
    jobs: [{ passes: [pass], write: (estimate, at) => pasteInside(output, estimate, at) }],
    output,
    measure: () => ({ residual: null, changedOutsideMask: null }),
  }
}
