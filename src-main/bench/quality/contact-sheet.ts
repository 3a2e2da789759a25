/**
 * Lays labelled pictures out in rows on one sheet, to be looked at side by side.
 * Pictures keep their own proportions in equal columns; nothing is cropped.
 */
import { emptyImage, withColour } from '../../../src-shared/tensor/pixels.ts'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { GLYPH_HEIGHT, drawText } from './bitmap-font.ts'
import { bicubic, resample } from './resample.ts'

export interface SheetCell {
  readonly label: string
  readonly image: PixelImage
}

const GAP = 8
const LABEL_SCALE = 2
const LABEL_HEIGHT = GLYPH_HEIGHT * LABEL_SCALE + GAP
/** Dark, so that pictures show as they do in the editor. */
const PAPER = 26
const INK = 180

/**
 * One 8-bit RGB picture of all rows; the longer side of every picture becomes `cell` pixels. Rows may
 * differ in length, and each is as high as its highest picture.
 */
export function contactSheet(
  rows: readonly (readonly SheetCell[])[],
  { cell }: { cell: number },
): PixelImage {
  const fitted = rows.map((row) =>
    row.map(({ label, image }) => ({ label, image: fit(image, cell) })),
  )
  const heights = fitted.map((row) => Math.max(0, ...row.map(({ image }) => image.height)))
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const width = columns * (cell + GAP) + GAP
  const height = heights.reduce((sum, own) => sum + own + LABEL_HEIGHT + GAP, GAP)
  const sheet = emptyImage({ width, height }, 3, 8)
  sheet.data.fill(PAPER)
  let y = GAP
  for (const [r, row] of fitted.entries()) {
    for (const [c, { label, image }] of row.entries()) {
      const x = GAP + c * (cell + GAP)
      drawText(sheet, fitLabel(label, cell), { x, y, scale: LABEL_SCALE, value: INK })
      paste(sheet, image, { x, y: y + LABEL_HEIGHT })
    }
    y += (heights[r] ?? 0) + LABEL_HEIGHT + GAP
  }
  return sheet
}

/** As much of the label as fits above a cell. */
function fitLabel(label: string, cell: number): string {
  return label.slice(0, Math.floor(cell / (6 * LABEL_SCALE)))
}

/** The picture so that its longer side is `side`. */
function fit(image: PixelImage, side: number): PixelImage {
  const scale = side / Math.max(image.width, image.height)
  const size = {
    width: Math.max(1, Math.round(image.width * scale)),
    height: Math.max(1, Math.round(image.height * scale)),
  }
  return resample(withColour(image), size, bicubic)
}

/** Copies the colours of an 8-bit picture into the sheet; alpha is left out. */
function paste(sheet: PixelImage, image: PixelImage, { x, y }: { x: number; y: number }): void {
  for (let row = 0; row < image.height; row++) {
    for (let column = 0; column < image.width; column++) {
      const from = (row * image.width + column) * image.channels
      const to = ((y + row) * sheet.width + x + column) * 3
      for (let c = 0; c < 3; c++) sheet.data[to + c] = image.data[from + c] ?? 0
    }
  }
}
