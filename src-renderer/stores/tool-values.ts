/** The values of tools as controls have them: sizes on a scale for the hand, colours as text. Pure. */
import { LARGEST_BRUSH, SMALLEST_BRUSH } from '../kernels/brush.ts'
import type { Colour } from '../kernels/paint-layer.ts'
import { DEFAULT_SETTINGS } from '../tools/tool.ts'

const SPAN = Math.log(LARGEST_BRUSH / SMALLEST_BRUSH)

/** The size at a place of the slider, 0 to 100: small sizes have more room than large ones. */
export function brushSizeAt(place: number): number {
  return Math.max(1, Math.round(SMALLEST_BRUSH * Math.exp((SPAN * place) / 100)))
}

export function placeOfBrushSize(size: number): number {
  return Math.round((100 * Math.log(size / SMALLEST_BRUSH)) / SPAN)
}

/** The brush to begin with: of a size that can be seen while all of the picture is. */
export function usualBrush({ width, height }: { width: number; height: number }): number {
  const fitting = Math.round(Math.max(width, height) / 40)
  return Math.min(LARGEST_BRUSH, Math.max(DEFAULT_SETTINGS.size, fitting))
}

/** `#rrggbb`. */
export function colourToText(colour: Colour): string {
  return `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

/** Black for a text that is no colour. */
export function colourFromText(text: string): Colour {
  const value = /^#[0-9a-f]{6}$/i.test(text) ? parseInt(text.slice(1), 16) : 0
  return [value >> 16, (value >> 8) & 255, value & 255]
}
