/**
 * A 5x7 bitmap font, so that labels and text masks look the same on every machine, fonts installed or not.
 * Capital letters, digits and a little punctuation; other characters are left blank.
 */
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'

/** Rows from the top, seven a glyph, five pixels each. */
const GLYPHS: Readonly<Record<string, string>> = {
  A: '.###. #...# #...# ##### #...# #...# #...#',
  B: '####. #...# #...# ####. #...# #...# ####.',
  C: '.#### #.... #.... #.... #.... #.... .####',
  D: '####. #...# #...# #...# #...# #...# ####.',
  E: '##### #.... #.... ####. #.... #.... #####',
  F: '##### #.... #.... ####. #.... #.... #....',
  G: '.#### #.... #.... #..## #...# #...# .####',
  H: '#...# #...# #...# ##### #...# #...# #...#',
  I: '.###. ..#.. ..#.. ..#.. ..#.. ..#.. .###.',
  J: '..### ...#. ...#. ...#. ...#. #..#. .##..',
  K: '#...# #..#. #.#.. ##... #.#.. #..#. #...#',
  L: '#.... #.... #.... #.... #.... #.... #####',
  M: '#...# ##.## #.#.# #.#.# #...# #...# #...#',
  N: '#...# ##..# ##..# #.#.# #..## #..## #...#',
  O: '.###. #...# #...# #...# #...# #...# .###.',
  P: '####. #...# #...# ####. #.... #.... #....',
  Q: '.###. #...# #...# #...# #.#.# #..#. .##.#',
  R: '####. #...# #...# ####. #.#.. #..#. #...#',
  S: '.#### #.... #.... .###. ....# ....# ####.',
  T: '##### ..#.. ..#.. ..#.. ..#.. ..#.. ..#..',
  U: '#...# #...# #...# #...# #...# #...# .###.',
  V: '#...# #...# #...# #...# .#.#. .#.#. ..#..',
  W: '#...# #...# #...# #.#.# #.#.# ##.## #...#',
  X: '#...# .#.#. .#.#. ..#.. .#.#. .#.#. #...#',
  Y: '#...# #...# .#.#. ..#.. ..#.. ..#.. ..#..',
  Z: '##### ....# ...#. ..#.. .#... #.... #####',
  0: '.###. #...# #..## #.#.# ##..# #...# .###.',
  1: '..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###.',
  2: '.###. #...# ....# ..##. .#... #.... #####',
  3: '####. ....# ....# .###. ....# ....# ####.',
  4: '#..#. #..#. #..#. ##### ...#. ...#. ...#.',
  5: '##### #.... ####. ....# ....# #...# .###.',
  6: '.###. #.... #.... ####. #...# #...# .###.',
  7: '##### ....# ...#. ..#.. ..#.. .#... .#...',
  8: '.###. #...# #...# .###. #...# #...# .###.',
  9: '.###. #...# #...# .#### ....# ....# .###.',
  '.': '..... ..... ..... ..... ..... .##.. .##..',
  ',': '..... ..... ..... ..... .##.. ..#.. .#...',
  '-': '..... ..... ..... ##### ..... ..... .....',
  '+': '..... ..#.. ..#.. ##### ..#.. ..#.. .....',
  ':': '..... .##.. .##.. ..... .##.. .##.. .....',
  '/': '....# ....# ...#. ..#.. .#... #.... #....',
  '%': '##..# ##..# ...#. ..#.. .#... #..## #..##',
}

const ADVANCE = 6
/** Height of a line of glyphs in pixels at scale 1. */
export const GLYPH_HEIGHT = 7

export interface TextPlacement {
  readonly x: number
  readonly y: number
  /** Pixels per dot of the font. */
  readonly scale: number
  /** Sample value written to every channel. */
  readonly value: number
}

/** Width of `text` in pixels at `scale`. */
export function textWidth(text: string, scale: number): number {
  return Math.max(0, text.length * ADVANCE - 1) * scale
}

/** Draws `text` with its top left corner at (x, y) into the samples of `image`; what lies outside is cut off. */
export function drawText(image: PixelImage, text: string, { x, y, scale, value }: TextPlacement) {
  for (const [index, letter] of [...text.toUpperCase()].entries()) {
    for (const [row, dots] of (GLYPHS[letter] ?? '').split(' ').entries()) {
      for (const [column, dot] of [...dots].entries()) {
        if (dot !== '#') continue
        const left = x + (index * ADVANCE + column) * scale
        const corner = { x: left, y: y + row * scale, width: scale, height: scale }
        fillRectangle(image, corner, value)
      }
    }
  }
}

interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Sets every channel of the part of a rectangle that lies inside the image to `value`. */
export function fillRectangle(image: PixelImage, area: Rectangle, value: number): void {
  const left = Math.max(0, area.x)
  const right = Math.min(image.width, area.x + area.width)
  for (let y = Math.max(0, area.y); y < Math.min(image.height, area.y + area.height); y++) {
    const row = y * image.width
    if (right > left) {
      image.data.fill(value, (row + left) * image.channels, (row + right) * image.channels)
    }
  }
}
