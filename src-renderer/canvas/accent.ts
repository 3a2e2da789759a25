/**
 * The accent colour of the page as numbers, and when it changes with the theme.
 */
import type { Colour } from '../kernels/paint-layer.ts'

const AMBER: Colour = [240, 166, 58]

/** The colour that --accent has for an element; amber where it has none. */
export function accentOf(element: Element): Colour {
  const target = new OffscreenCanvas(1, 1).getContext('2d')
  const value = getComputedStyle(element).getPropertyValue('--accent').trim()
  if (target === null || value === '') return AMBER
  target.fillStyle = value
  target.fillRect(0, 0, 1, 1)
  const [r, g, b] = target.getImageData(0, 0, 1, 1).data
  return [r ?? 0, g ?? 0, b ?? 0]
}

/** Calls back when the theme of the page or of the system changes; the answer ends it. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  const options = { attributes: true, attributeFilter: ['class', 'style', 'data-theme'] }
  observer.observe(document.documentElement, options)
  observer.observe(document.body, options)
  const dark = matchMedia('(prefers-color-scheme: dark)')
  dark.addEventListener('change', changed)
  return () => {
    observer.disconnect()
    dark.removeEventListener('change', changed)
  }
}
