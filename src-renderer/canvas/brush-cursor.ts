/**
 * The ring that shows the brush under the pointer: an element that is moved by its style alone, once a frame, so that
 * nothing of the page is computed anew. While its size changes it is scaled, and drawn anew once it has come to rest.
 */
import type { Point } from '../kernels/region.ts'

export interface Ring {
  /** Centre in CSS pixels. */
  readonly at: Point
  /** In CSS pixels. */
  readonly diameter: number
}

export interface BrushCursor {
  /** Null hides it. */
  readonly show: (ring: Ring | null) => void
  readonly close: () => void
}

/** The smallest ring that can be seen, in CSS pixels. */
const LEAST = 3

/** Milliseconds without another size after which the ring is drawn anew. */
const REST = 120

export function createBrushCursor(element: HTMLElement): BrushCursor {
  let last: Ring | null = null
  let side = 0
  let resting: ReturnType<typeof setTimeout> | undefined

  function place(): void {
    element.style.transform = last === null ? 'translate(-9999px, 0)' : transformOf(last, side)
  }
  function settle(): void {
    if (last === null) return
    side = sideOf(last)
    Object.assign(element.style, { width: `${side}px`, height: `${side}px` })
    place()
  }
  return {
    show: (ring) => {
      const isResized = ring !== null && (last === null || sideOf(ring) !== sideOf(last))
      last = ring
      if (side === 0) return settle()
      place()
      if (!isResized || sideOf(ring) === side) return
      clearTimeout(resting)
      resting = setTimeout(settle, REST)
    },
    close: () => clearTimeout(resting),
  }
}

const sideOf = ({ diameter }: Ring): number => Math.max(LEAST, Math.round(diameter))

/** Puts a ring that was drawn `side` wide where it belongs, as large as it should be. */
function transformOf(ring: Ring, side: number): string {
  const { at } = ring
  const x = Math.round(at.x - side / 2)
  const y = Math.round(at.y - side / 2)
  const scale = sideOf(ring) / Math.max(1, side)
  return `translate(${x}px, ${y}px)${scale === 1 ? '' : ` scale(${scale})`}`
}
