/**
 * Keeps luminance as colorize.ts does, but moves a colour towards it along grey: all three
 * components by the same amount, so that what the model chose, the differences between them, stays.
 */
import type { KnownContent } from './known-part.ts'
import { fadeIntoRange, grey } from './luminance.ts'
import type { Tensor } from '../tensor/tensor.ts'

/**
 * Keeps the luminance of `reference` [1, 3, H, W] (or [1, 1, H, W]). The orthogonal projection of
 * the paper moves mostly green: where an estimate is too dark or too bright, as it is at high noise
 * levels, it turns green or purple, and a small model does not find back from there.
 */
export function keepBrightness(reference: Tensor): KnownContent {
  const wanted = grey(reference)
  const white = grey({ shape: [1, 3, 1, 1], data: Float32Array.of(1, 1, 1) }).data[0]
  const impose = (estimate: Tensor): Tensor => {
    const own = grey(estimate)
    const plane = own.data.length
    const data = estimate.data.map((value, i) => {
      const pixel = i % plane
      return value + (wanted.data[pixel] - own.data[pixel]) / white
    })
    return { shape: estimate.shape, data }
  }
  const residual = (image: Tensor): number =>
    grey(image).data.reduce((most, y, i) => Math.max(most, Math.abs(y - wanted.data[i]) / 2), 0)
  return { impose, residual, fit: fadeIntoRange }
}
