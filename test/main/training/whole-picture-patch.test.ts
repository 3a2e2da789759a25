/** Patches that show whole pictures: what they see, and that the batches of a run have them where colours are chosen. */
import { describe, expect, test } from 'vitest'
import { DEFAULT_NETWORK } from '../../../src-main/training/default-network.ts'
import { createPatchSource } from '../../../src-main/training/patch-source.ts'
import { buildPyramid, levelCount } from '../../../src-main/training/pyramid.ts'
import { cutWholePicture } from '../../../src-main/training/whole-picture-patch.ts'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { normals, uniforms } from '../../../src-shared/tensor/random.ts'
import { drawNoise } from '../../../src-shared/training/draw-noise.ts'
import { defaultRecipe } from '../../../src-shared/training/recipe.ts'
import { wholePicturesAt } from '../../../src-shared/training/train-step.ts'
import { at } from '../../support/at.ts'
import { drawPhotograph, imaginary } from '../../support/drawn-photographs.ts'

const SIZE = 32
const mean = (values: Iterable<number>) => {
  const list = [...values]
  return list.reduce((sum, value) => sum + value, 0) / list.length
}

/** A picture whose red is its column, whose green its row, and whose blue the same everywhere. */
function ramps(width: number, height: number): PixelImage {
  const data = new Uint8Array(3 * width * height)
  for (let i = 0; i < width * height; i++) data.set([i % width, Math.floor(i / width), 102], 3 * i)
  return { width, height, channels: 3, depth: 8, data }
}

const pyramidOf = (image: PixelImage) => buildPyramid(image, levelCount(image, SIZE, 5))
/** Zoom, flip, x and y. */
const whole = (...draws: number[]) => Float64Array.from([...draws, ...Array<number>(8).fill(0)])

describe('a patch of a whole picture', () => {
  const plane = SIZE * SIZE

  test('shows all of a square one, as its parts are in the mean', () => {
    const { shape, data } = cutWholePicture([ramps(48, 48)], SIZE, whole(0, 0.9))
    expect(shape).toEqual([1, 3, SIZE, SIZE])
    for (let i = 0; i < plane; i++) {
      // Part k of a ramp 0, 1, ... of 48 pixels in 32 parts has the mean 1.5 k, and 1/6 more for an even and 1/3 for an odd k.
      const partMean = (k: number) => 1.5 * k + (k % 2 === 0 ? 1 / 3 : 1 / 6)
      expect(at(data, i)).toBeCloseTo(partMean(i % SIZE) / 127.5 - 1, 5)
      expect(at(data, plane + i)).toBeCloseTo(partMean(Math.floor(i / SIZE)) / 127.5 - 1, 5)
      expect(at(data, 2 * plane + i)).toBeCloseTo(102 / 127.5 - 1, 6)
    }
  })

  test('is as high as a broad one, and lies where its draws say', () => {
    const [left, right] = [0, 0.999].map((x) =>
      cutWholePicture(pyramidOf(ramps(250, 125)), SIZE, whole(0, 0.9, x)),
    )
    const rows = (patch: typeof left) => patch?.data.subarray(plane, 2 * plane) ?? []
    expect(mean(rows(left))).toBeCloseTo(mean(rows(right)), 5)
    expect(mean(left?.data.subarray(0, plane) ?? [])).toBeLessThan(-0.45)
    expect(mean(right?.data.subarray(0, plane) ?? [])).toBeGreaterThan(0.35)
  })

  test('comes closer by up to 1.6, and never closer than the pixels that there are', () => {
    const spread = ({ data }: { readonly data: Float32Array }) => at(data, SIZE - 1) - at(data, 0)
    const far = cutWholePicture([ramps(60, 60)], SIZE, whole(0, 0.9))
    const close = cutWholePicture([ramps(60, 60)], SIZE, whole(1, 0.9))
    expect(spread(far) / spread(close)).toBeCloseTo(1.6, 1)
    const pixels = cutWholePicture([ramps(SIZE, SIZE)], SIZE, whole(1, 0.9))
    expect(spread(pixels)).toBeCloseTo((SIZE - 1) / 127.5, 6)
  })

  test('is mirrored half of the time', () => {
    const image = [ramps(40, 40)]
    const [as, mirrored] = [0.9, 0.1].map((flip) => cutWholePicture(image, SIZE, whole(0, flip)))
    expect(at(mirrored?.data ?? [], 0)).toBeCloseTo(at(as?.data ?? [], SIZE - 1), 6)
  })
})

describe('the batches of a run', () => {
  const recipe = {
    ...defaultRecipe('ect', { network: DEFAULT_NETWORK, steps: 10, batch: 8 }),
    colourShare: 0.4,
  }
  const STEPS = 40

  test('show whole pictures just where the noise of a step chooses colours', () => {
    const z = normals(1, 0, [recipe.batch, 3, 4, 4])
    const x0 = { ...z, data: z.data.map((value) => Math.tanh(value)) }
    for (let step = 0; step < STEPS; step++) {
      const draw = (count: number) => uniforms(5, 2 * step + 1, count)
      const { z: noise } = drawNoise(recipe, { step, uniforms: draw, x0, z })
      const touched = Array.from({ length: recipe.batch }, (_, i) =>
        noise.data.subarray(48 * i, 48 * (i + 1)).some((value, k) => value !== z.data[48 * i + k]),
      )
      const wholes = wholePicturesAt({ recipe, seed: 5 }, step)
      for (const [i, isWhole] of (wholes ?? []).entries())
        if (isWhole) expect(touched[i]).toBe(true)
    }
  })

  test('have about as many as the recipe wants colourings, less those that only enlarge them', () => {
    const wholes = Array.from(
      { length: STEPS },
      (_, step) => wholePicturesAt({ recipe, seed: 5 }, step) ?? [],
    ).flat()
    expect(mean(wholes.map(Number))).toBeGreaterThan(0.25)
    expect(mean(wholes.map(Number))).toBeLessThan(0.4)
    expect(wholePicturesAt({ recipe: { ...recipe, colourShare: 0 }, seed: 5 }, 0)).toBeNull()
  })

  test('are otherwise the same patches', async () => {
    const decode = ({ file }: { readonly file: string }) =>
      Promise.resolve(drawPhotograph(Number(file), 300, 220))
    const options = { size: SIZE, batch: 6, seed: 3, decode }
    const plain = await createPatchSource(imaginary(9), options).batch(7)
    const wholeAt = () => [false, true, false, false, true, false]
    const mixed = await createPatchSource(imaginary(9), { ...options, wholeAt }).batch(7)
    const patch = ({ data }: typeof plain, i: number) =>
      data.subarray(i * 3 * SIZE * SIZE, (i + 1) * 3 * SIZE * SIZE)
    for (const [i, isWhole] of wholeAt().entries()) {
      if (isWhole) expect(patch(mixed, i)).not.toEqual(patch(plain, i))
      else expect(patch(mixed, i)).toEqual(patch(plain, i))
    }
  })
})
