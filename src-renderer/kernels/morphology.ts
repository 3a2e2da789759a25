/**
 * Masks made wider, narrower and softer. Works on the bounding box of what is selected, never on more; outside of the
 * picture a selection goes on as it is at the border, so that its edge does not pull away from the border.
 */
import type { Region } from '../../src-shared/tensor/pixels.ts'
import { blurPlane } from './blur.ts'
import { distancesTo } from './distance.ts'
import { emptyMask, invertMask, maskBounds, maskFromPatch, readMask } from './mask.ts'
import type { Mask } from './mask.ts'
import { expandRegion, intersectRegions, wholeRegion } from './region.ts'

/**
 * The mask with every pixel within `px` of a selected one; a negative number takes away every pixel within `-px` of
 * one that is not. Selected means covered by half or more; the new edge is antialiased.
 */
export function growMask(mask: Mask, px: number): Mask {
  if (px === 0) return mask
  return px > 0 ? dilate(mask, px) : invertMask(dilate(invertMask(mask), -px))
}

/** The mask blurred by a Gaussian of standard deviation px / 2, so that its edge fades over about `px` to each side. */
export function featherMask(mask: Mask, px: number): Mask {
  const region = areaAround(mask, Math.ceil(2 * px))
  if (region === null || px <= 0) return mask
  const coverage = readMask(mask, region)
  return maskFromPatch({ region, coverage: blurPlane(coverage, region, px / 2) }, mask)
}

function dilate(mask: Mask, px: number): Mask {
  const region = areaAround(mask, Math.ceil(px) + 1)
  if (region === null) return emptyMask(mask.width, mask.height)
  const coverage = readMask(mask, region)
  const squared = distancesTo(
    coverage.map((value) => (value >= 128 ? 1 : 0)),
    region,
  )
  for (const [i, value] of coverage.entries()) {
    const reach = Math.min(1, Math.max(0, px + 1 - Math.sqrt(squared[i] ?? Infinity)))
    coverage[i] = Math.max(value, Math.round(255 * reach))
  }
  return maskFromPatch({ region, coverage }, mask)
}

function areaAround(mask: Mask, margin: number): Region | null {
  const bounds = maskBounds(mask)
  return bounds && intersectRegions(expandRegion(bounds, margin), wholeRegion(mask))
}
