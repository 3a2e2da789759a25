/**
 * The size of an element in device pixels, exactly where the browser knows it, and their number for one of CSS.
 */
import { onMounted, onUnmounted } from 'vue'
import type { Size } from '../kernels/region.ts'

/** Calls back with the first size and whenever it, or the device pixel ratio, changes. */
export function useViewSize(
  element: () => HTMLElement | null,
  resized: (size: Size, ratio: number) => void,
): void {
  const observer = new ResizeObserver(([entry]) => {
    if (entry === undefined) return
    const ratio = window.devicePixelRatio
    const box = entry.devicePixelContentBoxSize?.[0]
    const width = devicePixels(entry.contentRect.width * ratio, box?.inlineSize)
    const height = devicePixels(entry.contentRect.height * ratio, box?.blockSize)
    if (width > 0 && height > 0) resized({ width, height }, ratio)
  })
  onMounted(() => {
    const target = element()
    if (target === null) return
    try {
      observer.observe(target, { box: 'device-pixel-content-box' })
    } catch {
      observer.observe(target) // a browser without device-pixel-content-box
    }
  })
  onUnmounted(() => observer.disconnect())
}

/** What the browser says, where that fits: with an emulated pixel ratio it speaks of the real one. */
function devicePixels(computed: number, told: number | undefined): number {
  return told !== undefined && Math.abs(told - computed) <= 1 ? told : Math.round(computed)
}
