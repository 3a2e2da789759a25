/** Batches are a pure function of the step, memory is bounded, and patches are really cut from the photographs. */
import { describe, expect, test } from 'vitest'
import { DRAWS_PER_PATCH, drawPatch } from '../../../src-main/training/draw-patch.ts'
import { createPatchSource, loadPyramid } from '../../../src-main/training/patch-source.ts'
import { photographWindow } from '../../../src-main/training/photograph-window.ts'
import { buildPyramid, levelCount } from '../../../src-main/training/pyramid.ts'
import { validationPatches } from '../../../src-main/training/validation-patches.ts'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { uniforms } from '../../../src-shared/tensor/random.ts'
import { decodeImaginary, drawPhotograph, imaginary } from '../../support/drawn-photographs.ts'

const options = {
  size: 32,
  batch: 6,
  seed: 11,
  windowPhotographs: 5,
  stepsPerPhotograph: 3,
  decode: decodeImaginary,
}

function solid(value: number): PixelImage {
  return { ...drawPhotograph(0), data: new Uint8Array(3 * 160 * 128).fill(value) }
}

describe('createPatchSource', () => {
  test('gives the same bytes for a step whatever was asked before', async () => {
    const steps = [0, 1, 2, 3, 10, 11, 50, 1000]
    const forward = createPatchSource(imaginary(20), options)
    const backward = createPatchSource(imaginary(20), options)
    const expected = new Map<number, Float32Array>()
    for (const step of steps) expected.set(step, (await forward.batch(step)).data)
    for (const step of steps.toReversed()) {
      expect((await backward.batch(step)).data).toEqual(expected.get(step))
    }
  })

  test('gives other bytes for another step or seed', async () => {
    const source = createPatchSource(imaginary(20), options)
    const other = createPatchSource(imaginary(20), { ...options, seed: 12 })
    const first = (await source.batch(0)).data
    expect((await source.batch(1)).data).not.toEqual(first)
    expect((await other.batch(0)).data).not.toEqual(first)
  })

  test('two batches asked for at once are those asked for one after the other', async () => {
    const together = createPatchSource(imaginary(20), options)
    const apart = createPatchSource(imaginary(20), options)
    const [one, two] = await Promise.all([together.batch(2), together.batch(300)])
    expect(one.data).toEqual((await apart.batch(2)).data)
    expect(two.data).toEqual((await apart.batch(300)).data)
  })

  test('never holds more photographs than its window and in time reads them all', async () => {
    const read = new Map<string, number>()
    const source = createPatchSource(imaginary(12), {
      ...options,
      decode: (photograph) => {
        read.set(photograph.path, (read.get(photograph.path) ?? 0) + 1)
        return decodeImaginary(photograph)
      },
    })
    for (let step = 0; step < 72; step++) {
      await source.batch(step)
      expect(source.photographsInMemory).toBeLessThanOrEqual(5)
    }
    expect(read.size).toBe(12)
    const reads = [...read.values()].reduce((sum, count) => sum + count, 0)
    expect(reads).toBeLessThanOrEqual(5 + 72 / 3)
  })

  test('patches are [B, 3, size, size] in [-1, 1] with the values of the photograph', async () => {
    const source = createPatchSource(imaginary(3), {
      ...options,
      decode: () => Promise.resolve(solid(51)),
    })
    const batch = await source.batch(0)
    expect(batch.shape).toEqual([6, 3, 32, 32])
    expect(new Set(batch.data)).toEqual(new Set([Math.fround((51 / 255) * 2 - 1)]))
  })

  test('an unreadable photograph is named', async () => {
    const { decode, ...reading } = options
    expect(decode).toBeDefined()
    const source = createPatchSource(
      [{ path: 'gone.jpg', file: '/nowhere/gone.jpg', width: 160, height: 128 }],
      reading,
    )
    await expect(source.batch(0)).rejects.toThrow(/\/nowhere\/gone\.jpg can no longer be read/)
  })
})

describe('photographWindow', () => {
  test('goes through all photographs once before it sees one again', () => {
    const window = photographWindow({ count: 9, capacity: 3, seed: 5, stepsPerReplacement: 1 })
    const round = [0, 3, 6].flatMap((step) => window.activeAt(step))
    expect(round.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect([9, 12, 15].flatMap((step) => window.activeAt(step))).not.toEqual(round)
  })

  test('holds all photographs when they fit', () => {
    const window = photographWindow({ count: 4, capacity: 4, seed: 5, stepsPerReplacement: 1 })
    expect(window.activeAt(1e6)).toEqual([0, 1, 2, 3])
  })
})

describe('the pyramid', () => {
  test('halves by box means and drops an odd last row', () => {
    const data = Uint8Array.from({ length: 3 * 5 * 5 }, (_, i) => i)
    const [, half] = buildPyramid({ width: 5, height: 5, channels: 3, depth: 8, data }, 2)
    expect([half?.width, half?.height]).toEqual([2, 2])
    expect(half?.data[0]).toBe((0 + 3 + 15 + 18) / 4)
    expect(half?.data[11]).toBe((38 + 41 + 53 + 56) / 4)
  })

  test('has only levels that hold a patch', () => {
    expect(levelCount({ width: 512, height: 255 }, 64, 5)).toBe(2)
    expect(levelCount({ width: 2048, height: 2048 }, 64, 5)).toBe(5)
  })

  test('a panorama is decoded large enough for its shorter side to hold a patch', async () => {
    const asked: number[] = []
    const decode = (_: unknown, maxSide: number) => {
      asked.push(maxSide)
      return Promise.resolve(solid(0))
    }
    const photograph = { path: 'p', file: 'p', width: 20000, height: 200 }
    await loadPyramid(photograph, { size: 64, maxSide: 2048, decode })
    expect((asked[0] ?? 0) / 100).toBeGreaterThanOrEqual(64)
  })
})

describe('drawPatch', () => {
  const shape = { size: 32, scaleWeights: [1] }

  test('mirrors left and right when the second number says so', () => {
    const pyramid = [drawPhotograph(3)]
    const draws = uniforms(1, 0, DRAWS_PER_PATCH)
    draws[1] = 0.7
    const plain = drawPatch(pyramid, shape, draws).data
    draws[1] = 0.3
    const mirrored = drawPatch(pyramid, shape, draws).data
    for (let i = 0; i < plain.length; i++) {
      const row = Math.floor(i / 32) * 32
      expect(mirrored[row + 31 - (i - row)]).toBe(plain[i])
    }
  })

  test('leaves a flat place for a textured one but accepts it when there is no other', () => {
    const half = drawPhotograph(3, 128, 128)
    for (let y = 0; y < 128; y++) half.data.fill(90, 3 * 128 * y, 3 * (128 * y + 64))
    const draws = Float64Array.from({ length: DRAWS_PER_PATCH }, () => 0.9)
    draws[2] = 0.1
    const spread = (data: Float32Array) => Math.max(...data) - Math.min(...data)
    expect(spread(drawPatch([half], shape, draws).data)).toBeGreaterThan(0.2)
    expect(spread(drawPatch([solid(90)], shape, draws).data)).toBe(0)
  })
})

test('validation patches are fixed and come from every held-back photograph', async () => {
  const decode = (photograph: { file: string }) => Promise.resolve(solid(Number(photograph.file)))
  const labels = [5, 0, 2]
  const asked = { ...options, batch: 7, decode, labels }
  const { patches, ...rest } = await validationPatches(imaginary(3), asked)
  const { patches: again } = await validationPatches(imaginary(3), { ...options, batch: 7, decode })
  expect(patches.shape).toEqual([7, 3, 32, 32])
  expect(again.data).toEqual(patches.data)
  expect(new Set(patches.data).size).toBe(3)
  expect(rest.labels).toEqual([5, 0, 2, 5, 0, 2, 5])
})
