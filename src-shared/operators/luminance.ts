/**
 * The grey axis of RGB: what luminance is, the projection onto it, and how colours fade into range
 * along it. All values are in [-1, 1], where luminance is as linear as in any other range.
 */
import type { Tensor } from '../tensor/tensor.ts'

const RED = 0.2989
const GREEN = 0.587
const BLUE = 0.114

/** Their sum, 0.9999: the luminance of white. */
export const WHITE = RED + GREEN + BLUE
const NORM_SQUARED = RED ** 2 + GREEN ** 2 + BLUE ** 2

/** q, the unit vector along the weights: the kept column of the paper's basis of colours. */
export const GREY_AXIS: readonly number[] = [RED, GREEN, BLUE].map(
  (weight) => weight / Math.sqrt(NORM_SQUARED),
)

/**
 * Luminance 0.2989 R + 0.5870 G + 0.1140 B of [B, 3, H, W] as [B, 1, H, W]. A picture of one
 * channel counts as that channel three times.
 */
export function grey(image: Tensor): Tensor {
  const [batch, channels, height, width] = image.shape
  const plane = height * width
  const data = new Float32Array(batch * plane)
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < plane; i++) {
      const at = b * channels * plane + i
      data[b * plane + i] =
        channels === 1
          ? WHITE * image.data[at]
          : RED * image.data[at] +
            GREEN * image.data[at + plane] +
            BLUE * image.data[at + 2 * plane]
    }
  }
  return { shape: [batch, 1, height, width], data }
}

/** A picture of one channel as three equal ones; others as they are. */
export function asColour(image: Tensor): Tensor {
  const [batch, channels, height, width] = image.shape
  if (channels !== 1) return image
  const plane = height * width
  const data = new Float32Array(3 * image.data.length)
  for (let p = 0; p < 3 * batch; p++) {
    const b = Math.floor(p / 3)
    data.set(image.data.subarray(b * plane, (b + 1) * plane), p * plane)
  }
  return { shape: [batch, 3, height, width], data }
}

/** q (q . p) of every pixel p: the part of a colour that its luminance fixes. */
export function ontoGreyAxis(image: Tensor): Tensor {
  return overPixels(image, (rgb) => {
    const share = (RED * rgb[0] + GREEN * rgb[1] + BLUE * rgb[2]) / NORM_SQUARED
    rgb[0] = RED * share
    rgb[1] = GREEN * share
    rgb[2] = BLUE * share
  })
}

/**
 * Colours outside [-1, 1] fade toward the grey of the same luminance just until they are inside, so
 * luminance and hue stay. A pixel whose luminance itself is out of range becomes that grey.
 */
export function fadeIntoRange(image: Tensor): Tensor {
  return overPixels(image, (rgb) => {
    const centre = greyPoint(rgb)
    let strength = 1
    for (const value of rgb) {
      const chroma = value - centre
      const room = value > 1 ? 1 - centre : -1 - centre
      if (Math.abs(value) > 1) strength = Math.min(strength, Math.max(room / chroma, 0))
    }
    for (let c = 0; c < 3; c++) rgb[c] = centre + strength * (rgb[c] - centre)
  })
}

function greyPoint(rgb: Float64Array): number {
  return (RED * rgb[0] + GREEN * rgb[1] + BLUE * rgb[2]) / WHITE
}

/** A copy of [B, 3, H, W] with `change` applied to every pixel in place. */
function overPixels(image: Tensor, change: (rgb: Float64Array) => void): Tensor {
  const [batch, , height, width] = image.shape
  const plane = height * width
  const data = new Float32Array(image.data.length)
  const rgb = new Float64Array(3)
  for (let b = 0; b < batch; b++) {
    for (let i = 3 * b * plane; i < (3 * b + 1) * plane; i++) {
      rgb[0] = image.data[i]
      rgb[1] = image.data[i + plane]
      rgb[2] = image.data[i + 2 * plane]
      change(rgb)
      data[i] = rgb[0]
      data[i + plane] = rgb[1]
      data[i + 2 * plane] = rgb[2]
    }
  }
  return { shape: image.shape, data }
}
