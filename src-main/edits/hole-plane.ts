/**
 * The part of a picture that is computed for a hole: the hole and what its windows see around it.
 * Only geometry; no pixel is read here.
 */
import { enlargeRegion, fitInto, grow, shrinkRegion } from '../../src-shared/field/regions.ts'
import { wholeOf } from '../../src-shared/tensor/pixels.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'

/** The pixels around a hole that its windows see, half a window on every side; even in all numbers. */
export function planeAround(
  box: Region,
  {
    image,
    shrink,
    windowSize,
  }: {
    readonly image: Pick<PixelImage, 'width' | 'height'>
    readonly shrink: number
    readonly windowSize: number
  },
): Region {
  const bounds = shrinkRegion(wholeOf(image), shrink)
  const plane = fitInto(grow(box, windowSize / 2), bounds, windowSize)
  return enlargeRegion(shrinkRegion(plane, 2), 2)
}
