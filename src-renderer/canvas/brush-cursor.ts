/**
 * The ring that shows the brush under the pointer: an element that is moved by its style alone, once a frame, so that
 * nothing of the page is computed anew.
 */
import type { Point } from '../kernels/region.ts'

export interface BrushCursor {
  /** Centre and diameter in CSS pixels; null hides it. */
  readonly show: (ring: { readonly at: Point; readonly diameter: number } | null) => void
}

/** The smallest ring that can be seen, in CSS pixels. */
const LEAST = 3

export function createBrushCursor(element: HTMLElement): BrushCursor {
  let shown = ''
  let side = 0
  return {
    show: (ring) => {
      const diameter = ring === null ? side : Math.max(LEAST, Math.round(ring.diameter))
      if (diameter !== side) {
        side = diameter
        Object.assign(element.style, { width: `${side}px`, height: `${side}px` })
      }
      const transform = ring
        ? `translate(${Math.round(ring.at.x - side / 2)}px, ${Math.round(ring.at.y - side / 2)}px)`
        : 'translate(-9999px, 0)'
      if (transform === shown) return
      shown = transform
      element.style.transform = transform
    },
  }
}
