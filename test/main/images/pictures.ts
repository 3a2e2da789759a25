/**
 * Pictures and folders for the tests of images: noise that no codec can guess, and a place for files.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { emptyImage, type PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { at } from '../../support/at.ts'

/** An empty folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'images-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Every sample from the whole range, always the same ones. */
export function noise(
  width: number,
  height: number,
  { channels = 3, depth = 8 }: { channels?: 1 | 2 | 3 | 4; depth?: 8 | 16 } = {},
): PixelImage {
  const image = emptyImage({ width, height }, channels, depth)
  let state = 1
  for (let i = 0; i < image.data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    image.data[i] = state >>> (32 - depth)
  }
  return image
}

/** Smooth colours that every codec keeps well; no two corners are alike. */
export function gradient(width: number, height: number, depth: 8 | 16 = 8): PixelImage {
  const image = emptyImage({ width, height }, 3, depth)
  const white = depth === 8 ? 255 : 65535
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const values = [x / (width - 1), y / (height - 1), 0.3]
      values.forEach(
        (value, c) => (image.data[3 * (y * width + x) + c] = Math.round(value * white)),
      )
    }
  }
  return image
}

/** Largest absolute difference of two images of the same kind. */
export function largestDifference(a: PixelImage, b: PixelImage): number {
  const kind = (image: PixelImage) =>
    [image.width, image.height, image.channels, image.depth].join(' x ')
  if (kind(a) !== kind(b)) throw new Error(`${kind(a)} is not ${kind(b)}`)
  let largest = 0
  for (let i = 0; i < a.data.length; i++) {
    largest = Math.max(largest, Math.abs(at(a.data, i) - at(b.data, i)))
  }
  return largest
}
