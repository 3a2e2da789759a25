import { describe, expect, test } from 'vitest'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import {
  alphaToTensor,
  brightnessToTensor,
  copyImage,
  emptyImage,
  pasteTensor,
  pixelsToTensor,
  tensorToPixels,
  withColour,
} from '../../../src-shared/tensor/pixels.ts'
import { uniforms } from '../../../src-shared/tensor/random.ts'
import { at } from '../../support/at.ts'

function randomImage(channels: 1 | 2 | 3 | 4, depth: 8 | 16, [width, height] = [7, 5]): PixelImage {
  const image = emptyImage({ width: width, height: height }, channels, depth)
  const white = depth === 8 ? 256 : 65536
  uniforms(1, channels, image.data.length).forEach(
    (u, i) => (image.data[i] = Math.floor(u * white)),
  )
  return image
}

describe('samples and tensors', () => {
  test.each([8, 16] as const)('every %i-bit level survives the round trip', (depth) => {
    const side = depth === 8 ? 16 : 256
    const grey = emptyImage({ width: side, height: side }, 1, depth)
    grey.data.forEach((_, i) => (grey.data[i] = i))
    const rgb = withColour(grey)
    expect(tensorToPixels(pixelsToTensor(rgb), depth).data).toEqual(rgb.data)
  })
  test('black is -1, white is 1 and planes are in the order R, G, B', () => {
    const image: PixelImage = {
      width: 2,
      height: 1,
      channels: 3,
      depth: 8,
      data: Uint8Array.of(255, 0, 51, 0, 255, 204),
    }
    const x = pixelsToTensor(image)
    expect(x.shape).toEqual([1, 3, 1, 2])
    const expected = [1, -1, -1, 1, -0.6, 0.6] // 51 / 127.5 - 1 = -0.6
    expected.forEach((value, i) => expect(x.data[i]).toBeCloseTo(value, 6))
  })
  test('values beyond the range are clamped and the rest rounded to the nearest level', () => {
    const data = Float32Array.of(-3, 0.003, 1.2, 0, 0, 0, 0, 0, 0)
    const image = tensorToPixels({ shape: [1, 3, 1, 3], data })
    expect([image.data[0], image.data[3], image.data[6]]).toEqual([0, 128, 255])
  })
  test('the second picture of a batch is reached by its index', () => {
    const data = new Float32Array(2 * 3 * 4).fill(-1)
    data.fill(1, 12)
    expect(tensorToPixels({ shape: [2, 3, 2, 2], data }, 8, 1).data).toEqual(
      new Uint8Array(12).fill(255),
    )
  })
})

describe('regions and pasting', () => {
  test.each([1, 2, 3, 4] as const)('pasting a region back changes nothing (%i channels)', (n) => {
    const image = randomImage(n, 8)
    const region = { x: 2, y: 1, width: 4, height: 3 }
    const copy = copyImage(image)
    pasteTensor(copy, pixelsToTensor(image, region), region)
    expect(copy.data).toEqual(image.data)
  })
  test('only the pixels of the mask change, and never the alpha', () => {
    const image = randomImage(4, 16)
    const white = { shape: [1, 3, 5, 7], data: new Float32Array(105).fill(1) }
    const where = { shape: [1, 1, 5, 7], data: new Float32Array(35) }
    where.data[9] = 1
    const copy = copyImage(image)
    pasteTensor(copy, white, { x: 0, y: 0, where })
    const expected = image.data.slice()
    expected.fill(65535, 36, 39)
    expect(copy.data).toEqual(expected)
  })
  test('a region beyond the image is refused', () => {
    const image = randomImage(3, 8)
    expect(() => pixelsToTensor(image, { x: 4, y: 0, width: 4, height: 1 })).toThrow(RangeError)
  })
})

describe('masks and alpha', () => {
  test('alpha is the last channel as a share, or one where there is none', () => {
    const image = randomImage(2, 8)
    const alpha = alphaToTensor(image)
    expect(alpha.data[4]).toBeCloseTo(at(image.data, 9) / 255, 6)
    expect(new Set(alphaToTensor(randomImage(3, 8)).data)).toEqual(new Set([1]))
  })
  test('brightness is the grey level or the mean of the colours', () => {
    const image = randomImage(3, 16)
    const [red = NaN, green = NaN, blue = NaN] = image.data.slice(6, 9)
    const mean = (red + green + blue) / 3 / 65535
    expect(brightnessToTensor(image).data[2]).toBeCloseTo(mean, 6)
    expect(brightnessToTensor(randomImage(1, 8)).data[0]).toBeCloseTo(
      at(randomImage(1, 8).data, 0) / 255,
      6,
    )
  })
  test('grey with alpha becomes colour with the same alpha', () => {
    const image = randomImage(2, 8)
    const wide = withColour(image)
    expect([...wide.data.slice(4, 8)]).toEqual([2, 2, 2, 3].map((i) => image.data[i]))
  })
})
