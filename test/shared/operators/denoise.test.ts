import { describe, expect, test } from 'vitest'
import { denoise, estimateNoiseLevel } from '../../../src-shared/operators/denoise.ts'
import { pixelsToTensor, tensorToPixels } from '../../../src-shared/tensor/pixels.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import { mapTensor, tensor } from '../../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../../src-shared/tensor/tensor.ts'
import { at } from '../../support/at.ts'
import { photograph } from '../../support/photographs.ts'

const addNoise = (image: Tensor, sigma: number): Tensor => {
  const noise = normals(9, 0, image.shape)
  return mapTensor(image, (value, i) => value + sigma * at(noise.data, i))
}
/** As a file would have it: clipped to the range and rounded to 8 bits. */
const stored = (image: Tensor): Tensor => pixelsToTensor(tensorToPixels(image))

const gradient = tensor(
  [1, 3, 96, 128],
  Float32Array.from({ length: 3 * 96 * 128 }, (_, i) => ((i % 128) / 127) * 1.6 - 0.8),
)
const levels = [0.05, 0.1, 0.2, 0.4]
const photographs = ['astronaut.png', 'butterfly.jpg', 'cat.png', 'coffee.png', 'fruits.jpg']

describe('the estimate of the noise level', () => {
  test.each(levels)('is within 15 %% on a gradient with noise of %f', (sigma) => {
    expect(Math.abs(estimateNoiseLevel(addNoise(gradient, sigma)) / sigma - 1)).toBeLessThan(0.15)
  })
  test.each(photographs)('is within 15 %% on %s, clipped and rounded or not', async (name) => {
    const image = await photograph(name, 288)
    for (const sigma of levels) {
      const noisy = addNoise(image, sigma)
      expect(Math.abs(estimateNoiseLevel(noisy) / sigma - 1)).toBeLessThan(0.15)
      expect(Math.abs(estimateNoiseLevel(stored(noisy)) / sigma - 1)).toBeLessThan(0.15)
    }
  })
  test('finds next to nothing in a picture without noise', () => {
    expect(estimateNoiseLevel(gradient)).toBe(0.002)
    expect(estimateNoiseLevel(tensor([1, 3, 1, 1], Float32Array.of(0, 0, 0)))).toBe(0.002)
  })
  test('works on pictures smaller than a tile', () => {
    // 3 x 5 x 5 differences: the estimate is rough, a factor of 1.5 holds.
    const few = estimateNoiseLevel(addNoise(tensor([1, 3, 10, 10], new Float32Array(300)), 0.2))
    expect(few).toBeGreaterThan(0.2 / 1.5)
    expect(few).toBeLessThan(0.2 * 1.5)
  })
})

describe('a denoising plan', () => {
  const noisy = addNoise(gradient, 0.1)

  test('asks once, at the given level or the estimated one, and adds no noise', () => {
    expect(denoise({ image: noisy, sigma: 0.3 }).sigmas).toEqual([0.3])
    const { sigmas, start } = denoise({ image: noisy })
    expect(sigmas).toEqual([estimateNoiseLevel(noisy)])
    expect(start(normals(1, 0, noisy.shape), 0.1)).toBe(noisy)
  })
  test('never asks below the lowest level of the model', () => {
    expect(denoise({ image: gradient, sigma: 0 }).sigmas).toEqual([0.002])
  })
})
