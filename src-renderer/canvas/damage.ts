/**
 * Which rectangles of the view have to be drawn anew, in whole device pixels, and how they move along when what was
 * drawn is shifted. Pure; knows nothing of what is drawn.
 */
import type { Region } from '../../src-shared/tensor/pixels.ts'
import { intersectRegions, uniteRegions, wholeRegion } from '../kernels/region.ts'
import type { Point, Size } from '../kernels/region.ts'

/** Rectangles that may overlap. */
export type Damage = readonly Region[]

/** More rectangles than this become one around them all. */
const MOST = 8

/** The damage with one more rectangle, as far as the view shows it; null stands for none. */
export function addDamage(damage: Damage, region: Region | null, view: Size): Damage {
  const added = region && intersectRegions(outward(region), wholeRegion(view))
  if (added === null || damage.some((known) => contains(known, added))) return damage
  const all = [...damage.filter((known) => !contains(added, known)), added]
  if (all.length <= MOST) return all
  const around = all.reduce<Region | null>(uniteRegions, null)
  return around === null ? [] : [around]
}

/** What is left to draw after all that was drawn has been moved by whole pixels: what was, and what came into view. */
export function moveDamage(damage: Damage, by: Point, view: Size): Damage {
  const { width, height } = view
  const exposed = [
    { x: by.x > 0 ? 0 : width + by.x, y: 0, width: Math.abs(by.x), height },
    { x: 0, y: by.y > 0 ? 0 : height + by.y, width, height: Math.abs(by.y) },
  ]
  const moved = damage.map((region) => ({ ...region, x: region.x + by.x, y: region.y + by.y }))
  return [...moved, ...exposed].reduce<Damage>((all, region) => addDamage(all, region, view), [])
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
