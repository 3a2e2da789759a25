/** Turned and cropped pictures lose nothing, resized and painted ones are what arithmetic says. */
import { describe, expect, test } from 'vitest'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import type { Transform } from '../../../src-shared/contract/pictures-api.ts'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { at } from '../../support/at.ts'
import { gradient, largestDifference, noise } from '../images/pictures.ts'
import { openPictures } from './stores.ts'

/** The picture after all transforms, and its description. */
async function transformed(image: PixelImage, transforms: readonly Transform[]) {
  const { store, service } = await openPictures()
  let info = await store.add(image, { name: 'made' })
  for (const transform of transforms) info = await service.transform({ id: info.id, transform })
  return { info, image: (await store.get(info.id)).image }
}

const kinds = [
  { channels: 1, depth: 8 },
  { channels: 2, depth: 16 },
  { channels: 3, depth: 8 },
  { channels: 4, depth: 16 },
] as const

describe.each(kinds)('$channels channels of $depth bits', (kind) => {
  const image = noise(37, 23, kind)
  test.each<readonly [string, Transform, number]>([
    ['four quarters', { kind: 'rotate', degrees: 90 }, 4],
    ['two halves', { kind: 'rotate', degrees: 180 }, 2],
    ['four quarters back', { kind: 'rotate', degrees: 270 }, 4],
    ['two flips', { kind: 'flip', axis: 'horizontal' }, 2],
    ['two flips upside down', { kind: 'flip', axis: 'vertical' }, 2],
  ])('%s are nothing', async (_, transform, times) => {
    const once = await transformed(image, [transform])
    expect(once.image.data).not.toEqual(image.data)
    const back = await transformed(
      image,
      Array.from({ length: times }, () => transform),
    )
    expect(largestDifference(back.image, image)).toBe(0)
  })

  test('both flips are half a turn, and a quarter turn there and back is nothing', async () => {
    const flips = [
      { kind: 'flip', axis: 'horizontal' },
      { kind: 'flip', axis: 'vertical' },
    ] as const
    const half = await transformed(image, [{ kind: 'rotate', degrees: 180 }])
    expect(largestDifference((await transformed(image, flips)).image, half.image)).toBe(0)
    const there = { kind: 'rotate', degrees: 90 } as const
    const back = { kind: 'rotate', degrees: 270 } as const
    expect(largestDifference((await transformed(image, [there, back])).image, image)).toBe(0)
  })
})

test('a quarter turn brings the lower left corner to the upper left', async () => {
  const image = { ...gradient(2, 3), channels: 1 as const, data: Uint8Array.of(1, 2, 3, 4, 5, 6) }
  const quarter = await transformed(image, [{ kind: 'rotate', degrees: 90 }])
  expect(quarter.image).toMatchObject({
    width: 3,
    height: 2,
    data: Uint8Array.of(5, 3, 1, 6, 4, 2),
  })
  const flipped = await transformed(image, [{ kind: 'flip', axis: 'horizontal' }])
  expect(flipped.image.data).toEqual(Uint8Array.of(2, 1, 4, 3, 6, 5))
})

test('a crop has the samples of its region', async () => {
  const image = noise(50, 40, { depth: 16 })
  const region = { x: 13, y: 7, width: 21, height: 30 }
  const crop = await transformed(image, [{ kind: 'crop', region }])
  expect(crop.info).toMatchObject({ width: 21, height: 30, depth: 16, format: null, name: 'made' })
  for (let i = 0; i < crop.image.data.length; i++) {
    const [x, y, c] = [Math.floor(i / 3) % 21, Math.floor(i / 63), i % 3]
    expect(crop.image.data[i]).toBe(at(image.data, 3 * ((y + 7) * 50 + x + 13) + c))
  }
})

test.each([
  { x: 30, y: 0, width: 21, height: 10 },
  { x: -1, y: 0, width: 5, height: 5 },
  { x: 0, y: 0, width: 0, height: 5 },
])('a crop beyond the picture is refused', async (region) => {
  await expect(transformed(noise(50, 40), [{ kind: 'crop', region }])).rejects.toThrow(UserError)
})

test.each([8, 16] as const)(
  'a gradient of %i bits keeps its colours when resized',
  async (depth) => {
    const resize = { kind: 'resize', width: 33, height: 21 } as const
    const { image } = await transformed(gradient(66, 42, depth), [resize])
    expect(image).toMatchObject({ width: 33, height: 21, depth, channels: 3 })
    const white = depth === 8 ? 255 : 65535
    for (let y = 3; y < 18; y++) {
      for (let x = 3; x < 30; x++) {
        const first = 3 * (y * 33 + x)
        const expected = [(2 * x + 0.5) / 65, (2 * y + 0.5) / 41, 0.3].map((value) => value * white)
        expected.forEach((value, c) => {
          expect(Math.abs(at(image.data, first + c) - value)).toBeLessThanOrEqual(white * 0.004)
        })
      }
    }
  },
)

test.each(kinds)('flat $channels channels of $depth bits stay flat when resized', async (kind) => {
  const drawn = noise(20, 20, kind)
  const level = kind.depth === 8 ? 201 : 51234 // no multiple of 257
  drawn.data.fill(level)
  const { image } = await transformed(drawn, [{ kind: 'resize', width: 31, height: 9 }])
  expect(image).toMatchObject({ width: 31, height: 9, ...kind })
  expect(image.data.length).toBe(31 * 9 * kind.channels)
  expect(image.data.every((sample) => Math.abs(sample - level) <= 1)).toBe(true)
})

test('a size beyond all measure is refused', async () => {
  const resize = { kind: 'resize', width: 100_000, height: 100_000 } as const
  await expect(transformed(noise(5, 5), [resize])).rejects.toThrow(/megapixels; choose a smaller/)
})

describe('paint', () => {
  async function painted(
    image: PixelImage,
    rgba: readonly number[],
    region = { x: 1, y: 0, width: 1, height: 1 },
  ) {
    const { store, service } = await openPictures()
    const { id } = await store.add(image, { name: 'made' })
    const info = await service.paint({ id, patches: [{ region, rgba: Uint8Array.from(rgba) }] })
    expect((await store.get(id)).image.data).toEqual(image.data)
    return (await store.get(info.id)).image
  }
  const opaque: PixelImage = {
    ...{ width: 2, height: 1, channels: 3, depth: 16 },
    data: Uint16Array.of(1, 2, 3, 1000, 2000, 3001),
  }

  test('that covers is there in full depth, and nothing else changes', async () => {
    const { data } = await painted(opaque, [255, 0, 128, 255])
    expect([...data]).toEqual([1, 2, 3, 65535, 0, 128 * 257])
  })

  test('that is thin is mixed', async () => {
    const { data } = await painted(opaque, [255, 0, 0, 51]) // 0.2
    expect([...data]).toEqual([1, 2, 3, 1000 + 0.2 * 64535, 1600, Math.round(3001 * 0.8)])
  })

  test('over what is half transparent lies as Porter and Duff say', async () => {
    const data = Uint8Array.of(9, 9, 9, 9, 100, 0, 200, 102) // alpha 0.4
    const image: PixelImage = { width: 2, height: 1, channels: 4, depth: 8, data }
    const result = await painted(image, [0, 50, 200, 153]) // alpha 0.6
    const alpha = 0.6 + 0.4 * 0.4
    const expected = [(100 * 0.16) / alpha, (50 * 0.6) / alpha, 200, alpha * 255].map(Math.round)
    expect([...result.data]).toEqual([9, 9, 9, 9, ...expected])
  })

  test('of grey leaves a grey picture grey, of colour makes it coloured', async () => {
    const grey: PixelImage = {
      width: 2,
      height: 1,
      channels: 1,
      depth: 8,
      data: Uint8Array.of(7, 8),
    }
    expect(await painted(grey, [90, 90, 90, 255])).toMatchObject({
      channels: 1,
      data: Uint8Array.of(7, 90),
    })
    const coloured = await painted(grey, [90, 91, 90, 255])
    expect(coloured).toMatchObject({ channels: 3, data: Uint8Array.of(7, 7, 7, 90, 91, 90) })
  })

  test('beyond the edges is left out', async () => {
    const rgba = Array.from({ length: 9 }, (_, i) => [i, i, i, 255]).flat()
    const { data } = await painted(opaque, rgba, { x: -1, y: -1, width: 3, height: 3 })
    expect([...data]).toEqual([4, 4, 4, 5, 5, 5].map((level) => level * 257))
  })
})
