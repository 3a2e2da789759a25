/** Tiles show the mean of what they stand for, in the colours of the screen. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { encodeImage } from '../../../src-main/images/encode.ts'
import { profileName } from '../../../src-main/images/metadata/profile-name.ts'
import { TILE_SIZE } from '../../../src-shared/contract/pictures-api.ts'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { at } from '../../support/at.ts'
import { gradient, noise, temporaryFolder } from '../images/pictures.ts'
import { linearGreyProfile } from './profiles.ts'
import { openPictures } from './stores.ts'

/** RGBA of one pixel of a level: the mean over its square, as a formula says and a loop over the picture sums. */
function meanOf(image: PixelImage, level: number, x: number, y: number): number[] {
  const { width, height, channels, data, depth } = image
  const side = 2 ** level
  const white = depth === 8 ? 255 : 65535
  const [sum, count] = [[0, 0, 0, 0], { pixels: 0, opacity: 0 }]
  for (let row = y * side; row < Math.min((y + 1) * side, height); row++) {
    for (let column = x * side; column < Math.min((x + 1) * side, width); column++) {
      const first = (row * width + column) * channels
      const alpha = channels % 2 ? 1 : at(data, first + channels - 1) / white
      for (let c = 0; c < 3; c++) {
        sum[c] = at(sum, c) + (alpha * at(data, first + (channels < 3 ? 0 : c))) / white
      }
      count.pixels++
      count.opacity += alpha
    }
  }
  const colours = sum.slice(0, 3).map((value) => (count.opacity ? value / count.opacity : 0))
  return [...colours, count.opacity / count.pixels].map((value) => 255 * value)
}

describe('a tile', () => {
  test.each([
    [1, 8],
    [2, 8],
    [3, 8],
    [4, 8],
    [1, 16],
    [3, 16],
    [4, 16],
  ] as const)(
    'is the mean of %i channels with %i bits, also at odd edges',
    async (channels, depth) => {
      const { store, service } = await openPictures()
      const image = noise(77, 45, { channels, depth })
      const { id } = await store.add(image, { name: 'made' })
      for (const level of [0, 1, 2, 3, 7]) {
        const { width, height, rgba } = await service.tile({ id, level, column: 0, row: 0 })
        expect([width, height]).toEqual([Math.ceil(77 / 2 ** level), Math.ceil(45 / 2 ** level)])
        for (let i = 0; i < rgba.length; i++) {
          const pixel = Math.floor(i / 4)
          const mean = meanOf(image, level, pixel % width, Math.floor(pixel / width))
          expect(Math.abs(at(rgba, i) - at(mean, i % 4))).toBeLessThanOrEqual(0.5001)
        }
      }
    },
  )

  test('joins its neighbours without a gap', async () => {
    const { store, service } = await openPictures()
    const image = noise(2 * TILE_SIZE + 3, TILE_SIZE + 1)
    const { id } = await store.add(image, { name: 'made' })
    const joined = new Uint8Array(image.data.length)
    for (const row of [0, 1]) {
      for (const column of [0, 1, 2]) {
        const tile = await service.tile({ id, level: 0, column, row })
        expect([tile.width, tile.height]).toEqual([column < 2 ? 512 : 3, row < 1 ? 512 : 1])
        for (let i = 0; i < tile.width * tile.height; i++) {
          const x = column * TILE_SIZE + (i % tile.width)
          const y = row * TILE_SIZE + Math.floor(i / tile.width)
          joined.set(tile.rgba.subarray(4 * i, 4 * i + 3), 3 * (y * image.width + x))
        }
      }
    }
    expect(Buffer.compare(joined, image.data as Uint8Array)).toBe(0)
  })

  test('beyond the picture does not exist', async () => {
    const { store, service } = await openPictures()
    const { id } = await store.add(noise(512, 10), { name: 'made' })
    await expect(service.tile({ id, level: 0, column: 1, row: 0 })).rejects.toThrow(RangeError)
    await expect(service.tile({ id, level: 3, column: 0, row: 1 })).rejects.toThrow(RangeError)
  })

  test('of a released picture is not shown any more', async () => {
    const { store, service } = await openPictures()
    const { id } = await store.add(noise(5, 5), { name: 'made' })
    await service.tile({ id, level: 0, column: 0, row: 0 })
    await service.release([id])
    await expect(service.tile({ id, level: 0, column: 0, row: 0 })).rejects.toThrow(/open its file/)
  })
})

test.each([
  [300, 100, 60, [60, 20]],
  [100, 301, 50, [17, 50]],
  [20, 10, 64, [20, 10]],
  [3000, 2, 64, [64, 1]],
])('a thumbnail of %i x %i with sides up to %i', async (width, height, side, size) => {
  const { store, service } = await openPictures()
  const { id } = await store.add(gradient(width, height), { name: 'made' })
  const tile = await service.thumbnail({ id, side })
  expect([tile.width, tile.height]).toEqual(size)
  const last = tile.rgba.subarray(-4)
  expect(at(last, 0)).toBeGreaterThan(240)
  expect(at(last, 3)).toBe(255)
})

describe('colours', () => {
  test('of a picture with a profile are converted for the screen only', async () => {
    const path = join(temporaryFolder(), 'p3.png')
    const { data, width, height } = gradient(40, 30)
    const raw = { width, height, channels: 3 as const }
    await sharp(data, { raw }).withIccProfile('p3').png().toFile(path)
    const { store, service } = await openPictures()
    const info = await service.open({ kind: 'path', path })
    expect(info.profile).toMatch(/P3/)
    const stored = (await store.get(info.id)).image
    const asStored = await sharp(path, { ignoreIcc: true }).raw().toBuffer()
    expect(Buffer.compare(stored.data as Uint8Array, asStored)).toBe(0)
    const converted = await sharp(path).toColourspace('srgb').raw().toBuffer()
    const { rgba } = await service.tile({ id: info.id, level: 0, column: 0, row: 0 })
    expect(Buffer.compare(converted, asStored)).not.toBe(0)
    for (let i = 0; i < converted.length; i++) {
      const shown = at(rgba, 4 * Math.floor(i / 3) + (i % 3))
      expect(Math.abs(shown - at(converted, i))).toBeLessThanOrEqual(1)
    }
    const colour = await service.colourAt({ id: info.id, x: 7, y: 20 })
    expect(colour).toEqual([...asStored.subarray(3 * (20 * 40 + 7), 3 * (20 * 40 + 8)), 255])
  })

  test('of a wide profile become what its matrix says', async () => {
    // The red of sRGB from linear Display P3 is 1.2249 red - 0.2249 green (W3C, CSS Color 4).
    const image: PixelImage = {
      ...{ width: 1, height: 1, channels: 3, depth: 8 },
      data: Uint8Array.of(150, 100, 80),
    }
    const raw = { width: 1, height: 1, channels: 3 as const }
    const tagged = await sharp(image.data, { raw }).withIccProfile('p3').png().toBuffer()
    const { icc } = await sharp(tagged).metadata()
    const path = join(temporaryFolder(), 'p3.png')
    await encodeImage(image, path, { metadata: { icc: new Uint8Array(icc ?? []) } })
    const { service } = await openPictures()
    const { id } = await service.open({ kind: 'path', path })
    const { rgba } = await service.tile({ id, level: 0, column: 0, row: 0 })
    const linear = (level: number) => ((level / 255 + 0.055) / 1.055) ** 2.4
    const red = 1.22494 * linear(150) - 0.22494 * linear(100)
    const expected = 255 * (1.055 * red ** (1 / 2.4) - 0.055)
    expect(expected).toBeGreaterThan(155)
    expect(Math.abs(at(rgba, 0) - expected)).toBeLessThanOrEqual(1)
  })

  test('of a grey profile are converted, too, and alpha is not', async () => {
    const image: PixelImage = {
      ...{ width: 3, height: 1, channels: 2, depth: 8 },
      data: Uint8Array.of(32, 255, 128, 9, 255, 100),
    }
    const path = join(temporaryFolder(), 'linear.png')
    await encodeImage(image, path, { metadata: { icc: linearGreyProfile('Linear grey') } })
    const { service } = await openPictures()
    const { id, profile } = await service.open({ kind: 'path', path })
    expect(profile).toBe('Linear grey')
    const { rgba } = await service.tile({ id, level: 0, column: 0, row: 0 })
    for (const [pixel, [light, alpha]] of [[32, 255] as const, [128, 9] as const].entries()) {
      const shown = Math.round(255 * (1.055 * (light / 255) ** (1 / 2.4) - 0.055))
      expect([...rgba.subarray(4 * pixel, 4 * pixel + 4)]).toEqual([shown, shown, shown, alpha])
    }
  })

  test('of a damaged profile are shown as they are', async () => {
    const profile = linearGreyProfile('Linear grey')
    for (let length = 0; length < profile.length; length++) {
      expect(profileName(profile.subarray(0, length))).toMatch(/^(unnamed|L[a-z ]*)$/)
    }
    const path = join(temporaryFolder(), 'damaged.png')
    const icc = profile.slice().fill(7, 128)
    await encodeImage(noise(5, 4, { channels: 1 }), path, { metadata: { icc } })
    const { service } = await openPictures()
    const { id } = await service.open({ kind: 'path', path })
    const { rgba } = await service.tile({ id, level: 0, column: 0, row: 0 })
    const reds = rgba.filter((_, i) => i % 4 === 0)
    expect(reds).toEqual(noise(5, 4, { channels: 1 }).data)
  })

  test('of a picture in sRGB or without profile are shown as they are', async () => {
    const { service } = await openPictures()
    const path = join(temporaryFolder(), 'srgb.png')
    const { data, width, height } = gradient(40, 30)
    await sharp(data, { raw: { width, height, channels: 3 } })
      .withIccProfile('srgb')
      .png()
      .toFile(path)
    const info = await service.open({ kind: 'bytes', name: 'srgb.png', bytes: readFileSync(path) })
    expect(info.profile).toMatch(/sRGB/)
    const { rgba } = await service.tile({ id: info.id, level: 0, column: 0, row: 0 })
    for (let i = 0; i < data.length; i++) {
      expect(at(rgba, 4 * Math.floor(i / 3) + (i % 3))).toBe(at(data, i))
    }
  })
})
