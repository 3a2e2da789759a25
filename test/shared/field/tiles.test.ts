/** Tiles, layers, regions and reading: what is cut apart must join up again. */
import { describe, expect, test } from 'vitest'
import type { Denoise } from '../../../src-shared/diffusion/multistep-sampler.ts'
import { newLayer, readLayer, writeLayer } from '../../../src-shared/field/layer.ts'
import { noiseOf } from '../../../src-shared/field/noise.ts'
import { readAlpha, readField, readHole } from '../../../src-shared/field/photograph.ts'
import { fitInto, relativeTo, shrinkRegion } from '../../../src-shared/field/regions.ts'
import { tilesOf } from '../../../src-shared/field/tiles.ts'
import { windowedDenoise } from '../../../src-shared/field/windowed-denoise.ts'
import { quarterOverlapping, planWindows } from '../../../src-shared/field/windows.ts'
import { emptyImage, pixelsToTensor } from '../../../src-shared/tensor/pixels.ts'
import { philox, normals } from '../../../src-shared/tensor/random.ts'
import type { Region } from '../../../src-shared/tensor/pixels.ts'
import { mapTensor, zeros } from '../../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../../src-shared/tensor/tensor.ts'
import { at } from '../../support/at.ts'

const grid = quarterOverlapping(16)
const whole = { x: 0, y: 0, width: 150, height: 101 }

/** A network in which every pixel of a window feels every other one. */
const windowMean: Denoise = (x) => {
  const count = at(x.shape, 0)
  const size = x.data.length / count
  const means = Array.from({ length: count }, (_, n) => {
    return x.data.subarray(n * size, (n + 1) * size).reduce((a, b) => a + b, 0) / size
  })
  return Promise.resolve(mapTensor(x, (value, i) => value / 2 + at(means, Math.floor(i / size))))
}

describe('tiles', () => {
  test('have cores that cover the whole once', () => {
    const covered = new Uint8Array(150 * 101)
    for (const { core } of tilesOf(whole, { grid, side: 24, steps: 2, block: 3 })) {
      for (let y = core.y; y < core.y + core.height; y++) {
        for (let x = core.x; x < core.x + core.width; x++) {
          covered[y * 150 + x] = at(covered, y * 150 + x) + 1
        }
      }
    }
    expect(covered.every((times) => times === 1)).toBe(true)
  })

  test.each([1, 2, 3])('give after %i steps what the whole field gives', async (steps) => {
    const sample = async (field: ReturnType<typeof normals>) => {
      const [height, width] = [at(field.shape, 2), at(field.shape, 3)]
      const run = windowedDenoise(windowMean, planWindows({ width, height }, grid), {
        windowBatch: 8,
      })
      let x = field
      for (let step = 0; step < steps; step++) x = await run(x, 1)
      return x
    }
    const source = { region: whole, field: normals(5, 0, [1, 3, 101, 150]) }
    const joined = newLayer(whole)
    const tiles = tilesOf(whole, { grid, side: 32, steps, block: 1 })
    expect(tiles.length).toBeGreaterThan(3)
    for (const { core, field } of tiles) {
      const result = await sample(readLayer(source, field))
      writeLayer(joined, readLayer({ region: field, field: result }, core), core)
    }
    const direct = await sample(source.field)
    joined.field.data.forEach((value, i) => expect(value).toBeCloseTo(at(direct.data, i), 5))
  })
})

describe('noise', () => {
  const noise = (region: Region, { amount = 1, deviation = 1, where }: NoiseOptions = {}) => {
    const field = zeros([1, 3, region.height, region.width])
    noiseOf({ seed: 7, level: 1, amount }, region, where)(field, { step: 2, deviation })
    return { region, field }
  }

  test('belongs to the pixel, not to the region', () => {
    const part = { x: 13, y: 4, width: 9, height: 6 }
    const [a, b] = [
      noise({ x: 10, y: -3, width: 40, height: 30 }),
      noise({ x: 0, y: 0, width: 60, height: 20 }),
    ]
    expect(readLayer(a, part)).toEqual(readLayer(b, part))
  })

  test('of amount 0 is none, of amount 1/2 is half, of twice the deviation is twice as much', () => {
    const one = noise(whole).field.data
    expect(noise(whole, { amount: 0 }).field.data.every((value) => value === 0)).toBe(true)
    expect(noise(whole, { amount: 0.5 }).field.data).toEqual(one.map((value) => value / 2))
    expect(noise(whole, { deviation: 2 }).field.data).toEqual(one.map((value) => value * 2))
  })

  test('is added to what is there, by bands as at once, and only where it is wanted', () => {
    const region = { x: -3, y: 5, width: 11, height: 9 }
    const where = {
      shape: [1, 1, 9, 11],
      data: Float32Array.from({ length: 99 }, (_, i) => +(i % 7 > 2)),
    }
    const clean = normals(1, 0, [1, 3, 9, 11])
    const banded = { shape: clean.shape, data: clean.data.slice() }
    const add = noiseOf({ seed: 7, level: 1, amount: 1 }, region, where)
    for (const y of [5, 8, 11]) add(banded, { step: 2, deviation: 0.5, rows: { y, height: 3 } })
    const alone = noise(region, { deviation: 0.5 }).field.data
    banded.data.forEach((value, i) => {
      const wanted = at(where.data, i % 99) > 0 ? at(alone, i) : 0
      expect(value).toBeCloseTo(at(clean.data, i) + wanted, 6)
    })
  })
})

interface NoiseOptions {
  readonly amount?: number
  readonly deviation?: number
  readonly where?: Tensor
}

describe('regions', () => {
  const photo = { x: 0, y: 0, width: 100, height: 40 }
  test('are moved into the picture, and reach beyond one that is too small', () => {
    expect(fitInto({ x: 90, y: -8, width: 30, height: 20 }, photo, 64)).toEqual({
      x: 36,
      y: 0,
      width: 64,
      height: 64,
    })
  })
  test('on a smaller scale cover all they covered', () => {
    expect(shrinkRegion({ x: 5, y: 8, width: 4, height: 8 }, 4)).toEqual({
      x: 1,
      y: 2,
      width: 2,
      height: 2,
    })
  })
})

describe('reading a photograph', () => {
  const image = emptyImage({ width: 23, height: 17 }, 4, 16)
  for (let i = 0; i < image.data.length; i++) {
    image.data[i] = at(philox(1, [i, 0, 0, 0]), 0) >>> 16
  }

  test('inside is what the pixels say', () => {
    const region = { x: 3, y: 2, width: 8, height: 9 }
    expect(readField(image, region)).toEqual(pixelsToTensor(image, region))
  })

  test('beyond the edges is mirrored', () => {
    const all = { region: { x: 0, y: 0, width: 23, height: 17 }, field: pixelsToTensor(image) }
    const region = { x: -30, y: -4, width: 90, height: 50 }
    expect(readField(image, region)).toEqual(readLayer(all, region))
  })

  test('in blocks gives the means of the blocks', () => {
    const small = readField(image, { x: 1, y: 1, width: 3, height: 2 }, 4)
    const block = pixelsToTensor(image, { x: 8, y: 4, width: 4, height: 4 })
    const mean = block.data.subarray(16, 32).reduce((a, b) => a + b) / 16
    expect(small.data[6 + 1]).toBeCloseTo(mean, 5)
    expect(readAlpha(image, { x: 0, y: 0, width: 2, height: 2 }).data[3]).toBeCloseTo(
      at(image.data, 24 * 4 + 3) / 65535,
      6,
    )
  })

  test('a block with one masked pixel is a hole', () => {
    const mask = emptyImage({ width: 23, height: 17 }, 1, 8)
    mask.data[9 * 23 + 12] = 1
    const hole = readHole(mask, { x: 0, y: 0, width: 6, height: 5 }, 4)
    expect(hole.data.reduce((a, b) => a + b)).toBe(1)
    expect(hole.data[2 * 6 + 3]).toBe(1)
  })
})

test('a region seen from another starts where the other does', () => {
  expect(relativeTo(whole, { x: 5, y: 6 })).toEqual({ ...whole, x: -5, y: -6 })
})
