/**
 * Which rectangles of a canvas have to be drawn anew, in whole device pixels. Pure; knows nothing of what is drawn.
 */
import type { Region } from '../../src-shared/tensor/pixels.ts'
import { intersectRegions, uniteRegions, wholeRegion } from '../kernels/region.ts'
import type { Size } from '../kernels/region.ts'

/** Rectangles that may overlap. */
export type Damage = readonly Region[]

/** More rectangles than this become one around them all. */
const MOST = 8

/** The damage with one more rectangle, as far as it lies on the canvas; null stands for none. */
export function addDamage(damage: Damage, region: Region | null, canvas: Size): Damage {
  const added = region && intersectRegions(outward(region), wholeRegion(canvas))
  if (added === null || damage.some((known) => contains(known, added))) return damage
  const all = [...damage.filter((known) => !contains(added, known)), added]
  if (all.length <= MOST) return all
  const around = all.reduce<Region | null>(uniteRegions, null)
  return around === null ? [] : [around]
}

/** The whole pixels that a rectangle touches. */
function outward({ x, y, width, height }: Region): Region {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  return {
    x: left,
    y: top,
    width: Math.ceil(x + width) - left,
    height: Math.ceil(y + height) - top,
  }
}

const contains = (outer: Region, inner: Region): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height
