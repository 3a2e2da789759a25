/**
 * What a picture editor could do without a model: the methods that the model is measured against.
 * Each gets what the model gets and returns a picture of the original's size; all run on 8-bit RGB.
 */
import { readPaint } from '../../../src-shared/field/paint.ts'
import type { Paint } from '../../../src-shared/field/paint.ts'
import { spreadColours } from '../../../src-shared/field/spread-colours.ts'
import { keepBrightness } from '../../../src-shared/operators/keep-brightness.ts'
import { fitGamut } from '../../../src-shared/operators/known-part.ts'
import { grey } from '../../../src-shared/operators/luminance.ts'
import { pixelsToTensor, tensorToPixels, wholeOf } from '../../../src-shared/tensor/pixels.ts'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { esrgan, hasEsrgan } from './esrgan/esrgan.ts'
import { opencvBilateral, opencvInpaint, opencvMedian } from './opencv.ts'
import { bicubic, lanczos3, resample } from './resample.ts'
import { toGrey } from './degrade.ts'

export interface Method {
  readonly name: string
  readonly run: (input: PixelImage) => PixelImage | Promise<PixelImage>
}

/** The peer that enlargements are to beat. */
export const ESRGAN = 'esrgan-medium'

/** OpenCV's two inpainting algorithms. */
export function inpaintBaselines(mask: PixelImage): Method[] {
  return [
    { name: 'telea', run: (image) => opencvInpaint(image, mask, 'telea') },
    { name: 'navier-stokes', run: (image) => opencvInpaint(image, mask, 'navier-stokes') },
  ]
}

/**
 * OpenCV's two usual filters against noise of deviation `sigma` (8-bit levels): wide enough in colour for the bilateral
 * filter to see through the noise, and the median of more pixels where there is more of it.
 */
export function denoiseBaselines(sigma: number): Method[] {
  const bilateral = { sigmaColour: 3 * sigma, sigmaSpace: 2 }
  return [
    { name: 'bilateral', run: (image) => opencvBilateral(image, bilateral) },
    { name: 'median', run: (image) => opencvMedian(image, sigma < 20 ? 3 : 5) },
  ]
}

/** Enlargement by the two usual kernels and, where it is there, by a peer's network. */
export function upscaleBaselines(scale: number): Method[] {
  const enlarged = ({ width, height }: PixelImage) => ({
    width: width * scale,
    height: height * scale,
  })
  return [
    { name: 'bicubic', run: (image) => resample(image, enlarged(image), bicubic) },
    { name: 'lanczos', run: (image) => resample(image, enlarged(image), lanczos3) },
    ...(hasEsrgan(scale)
      ? [{ name: ESRGAN, run: (image: PixelImage) => esrgan(image, scale) }]
      : []),
  ]
}

/**
 * The grey picture as it is, with the mean colour of `original` laid over it (an oracle, for it knows the answer's mean),
 * and with the usual one, where it is given.
 */
export function colorizeBaselines(original: PixelImage, usual?: readonly number[]): Method[] {
  const laidOver = (name: string, chroma: readonly number[]): Method => ({
    name,
    run: (image) => addColour(image, chroma),
  })
  return [
    { name: 'grey', run: (image) => image },
    laidOver('mean-chroma', meanChroma(original)),
    ...(usual ? [laidOver('usual-chroma', usual)] : []),
  ]
}

/** What the dabs say alone: their colours spread over the grey picture at full size, and no model asked. */
export function spreadAlone(hints: readonly Paint[]): Method {
  return {
    name: 'dabs-alone',
    run: async (image) => {
      const brightness = grey(pixelsToTensor(image))
      const { colours, coverage } = readPaint(hints, wholeOf(image))
      const painted = { colours, weight: coverage }
      const turn = () => Promise.resolve()
      const spread = await spreadColours(painted, { brightness, turn })
      return tensorToPixels(fitGamut(spread.colours, keepBrightness(brightness)))
    },
  }
}

/** Mean over the picture of (R, G, B) minus luminance. */
export function meanChroma(image: PixelImage): number[] {
  const grey = toGrey(image)
  const sums = [0, 0, 0]
  image.data.forEach((sample, i) => {
    sums[i % 3] = (sums[i % 3] ?? 0) + sample - (grey.data[i] ?? 0)
  })
  return sums.map((sum) => sum / (image.width * image.height))
}

function addColour(image: PixelImage, offset: readonly number[]): PixelImage {
  const data = image.data.map((sample, i) =>
    Math.min(Math.max(Math.round(sample + (offset[i % 3] ?? 0)), 0), 255),
  )
  return { ...image, data }
}
