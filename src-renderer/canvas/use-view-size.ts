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
    const box = entry?.devicePixelContentBoxSize?.[0]
    if (entry === undefined) return
    const ratio = window.devicePixelRatio
    const width = box?.inlineSize ?? Math.round(entry.contentRect.width * ratio)
    const height = box?.blockSize ?? Math.round(entry.contentRect.height * ratio)
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
