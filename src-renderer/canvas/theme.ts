/**
 * The colours of the page that the canvas needs, and when they change with the theme.
 */
import type { Colour } from '../kernels/paint-layer.ts'

export interface Theme {
  readonly accent: Colour
  /** CSS colour around the picture. */
  readonly background: string
  /** CSS colour of the shadow that the picture casts on it. */
  readonly shadow: string
}

const SHADOWS = { dark: 'rgb(0 0 0 / 45%)', light: 'rgb(0 0 0 / 22%)' }

const AMBER: Colour = [240, 166, 58]

/** The colours of an element: its background, and --accent, amber where it has none. */
export function themeOf(element: Element): Theme {
  const style = getComputedStyle(element)
  const accent = style.getPropertyValue('--accent').trim()
  const background = style.backgroundColor
  const [, green] = numbersOf(background)
  return {
    accent: accent === '' ? AMBER : numbersOf(accent),
    background,
    shadow: green < 128 ? SHADOWS.dark : SHADOWS.light,
  }
}

function numbersOf(colour: string): Colour {
  const target = new OffscreenCanvas(1, 1).getContext('2d')
  if (target === null) return AMBER
  target.fillStyle = colour
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
