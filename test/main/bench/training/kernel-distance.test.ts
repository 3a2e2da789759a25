/** The kernel distance against its closed form for normals, and the features that it looks at. */
import { describe, expect, test } from 'vitest'
import { fixedFeatures } from '../../../../src-main/bench/training/recipes/fixed-features.ts'
import { kernelDistance } from '../../../../src-main/bench/training/recipes/kernel-distance.ts'
import { normals } from '../../../../src-shared/tensor/random.ts'
import { mapTensor } from '../../../../src-shared/tensor/tensor.ts'

describe('the kernel distance', () => {
  const one = normals(1, 0, [4096, 1])
  test('is nothing between two sets of one distribution, within its error', () => {
    const { value, error } = kernelDistance(one, normals(1, 1, [4096, 1]))
    expect(Math.abs(value)).toBeLessThan(3 * error)
  })
  test('of shifted normals is the sum of their squared differences of moments', () => {
    // (x y + 1)^3 = sum of C(3, j) x^j y^j, and E y, E y^2, E y^3 are 1/2, 5/4, 13/8 instead of 0, 1, 0.
    const wanted = 3 * (1 / 2) ** 2 + 3 * (1 / 4) ** 2 + (13 / 8) ** 2
    const { value, error } = kernelDistance(
      one,
      mapTensor(normals(1, 1, [4096, 1]), (z) => z + 0.5),
    )
    expect(Math.abs(value - wanted)).toBeLessThan(3 * error)
    expect(error).toBeLessThan(wanted / 5)
  })
  test('wants two blocks', () => {
    expect(() => kernelDistance(normals(1, 0, [300, 2]), normals(1, 1, [300, 2]))).toThrow(
      'two blocks of 256',
    )
  })
})

describe('the fixed features', () => {
  const pictures = normals(3, 0, [70, 1, 14, 14])
  test('are the same every time, and of a picture alone whatever comes with it', async () => {
    const all = await fixedFeatures(pictures)
    expect(all.shape).toEqual([70, 384])
    const last = await fixedFeatures({
      shape: [1, 1, 14, 14],
      data: pictures.data.subarray(69 * 196),
    })
    last.data.forEach((value, i) => expect(value).toBeCloseTo(all.data[69 * 384 + i] ?? NaN, 5))
    expect((await fixedFeatures(pictures)).data).toEqual(all.data)
  })
  test('grow further apart the more noise is added', async () => {
    const clean = mapTensor(normals(4, 0, [512, 1, 14, 14]), (_, i) => Math.sin(i % 14) / 2)
    const features = await fixedFeatures(clean)
    const distances: number[] = []
    for (const sigma of [0.1, 0.3, 0.6]) {
      const { data } = normals(5, 0, clean.shape)
      const noisy = mapTensor(clean, (x, i) => x + sigma * (data[i] ?? 0))
      distances.push(kernelDistance(features, await fixedFeatures(noisy)).value)
    }
    expect(distances).toEqual(distances.toSorted((a, b) => a - b))
    expect(distances[0]).toBeGreaterThan(0)
  })
})
