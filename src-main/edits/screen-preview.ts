/**
 * Estimates as the screen shows them: within the result, 8 bits, and no larger than a screen.
 */
import type { EditEstimate } from '../../src-shared/contract/edits-api.ts'
import { intersect } from '../../src-shared/field/regions.ts'
import { hasAlpha, isGrey } from '../../src-shared/tensor/pixels.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'

type Preview = NonNullable<EditEstimate['preview']>

export interface Shown {
  /** In pixels of the result; may reach beyond it. */
  readonly region: Region
  /** What is in the region, as large or smaller. */
  readonly pixels: PixelImage
}

interface Size {
  readonly resultWidth: number
  readonly resultHeight: number
}

/** Longest side of what is sent. */
const LONGEST_SIDE = 1024

/** What is to be seen of `shown`; null where nothing of it lies in the result or in `part` of it. */
export function screenPreview(shown: Shown, result: Size, part = shown.region): Preview | null {
  const { resultWidth, resultHeight } = result
  const whole = { x: 0, y: 0, width: resultWidth, height: resultHeight }
  const region = intersect(intersect(shown.region, part), whole)
  if (region.width === 0 || region.height === 0) return null
  const enlargement = shown.region.width / shown.pixels.width
  let shrink = 1
  while (
    Math.max(region.width, region.height) / shrink > LONGEST_SIDE ||
    2 * shrink <= enlargement
  ) {
    shrink *= 2
  }
  const width = Math.ceil(region.width / shrink)
  const height = Math.ceil(region.height / shrink)
  const rgba = new Uint8Array(4 * width * height)
  const columns = placesOf({ start: region.x - shown.region.x, count: width }, shrink, enlargement)
  const rows = placesOf({ start: region.y - shown.region.y, count: height }, shrink, enlargement)
  const last = shown.pixels.width - 1
  let at = 0
  for (const row of rows) {
    const line = Math.min(row, shown.pixels.height - 1) * shown.pixels.width
    for (const column of columns) {
      copyPixel(shown.pixels, line + Math.min(column, last), { rgba, at })
      at += 4
    }
  }
  return { region, width, height, rgba, resultWidth, resultHeight }
}

/** For each sample along an axis, the pixel of the estimate at its middle. */
function placesOf(
  { start, count }: { readonly start: number; readonly count: number },
  shrink: number,
  enlargement: number,
): number[] {
  return Array.from({ length: count }, (_, i) =>
    Math.floor((start + (i + 0.5) * shrink) / enlargement),
  )
}

function copyPixel(
  image: PixelImage,
  pixel: number,
  { rgba, at }: { readonly rgba: Uint8Array; readonly at: number },
): void {
  const first = pixel * image.channels
  const read = (c: number) => (image.data[first + c] ?? 0) >> (image.depth - 8)
  const step = isGrey(image) ? 0 : 1
  for (let c = 0; c < 3; c++) rgba[at + c] = read(c * step)
  rgba[at + 3] = hasAlpha(image) ? read(image.channels - 1) : 255
}
