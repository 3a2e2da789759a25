/** What is exported and opened again is the same picture; masks keep their soft edges; bad requests say why. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { decodeImage } from '../../../src-main/images/decode.ts'
import { encodeBytes, encodeImage } from '../../../src-main/images/encode.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { gradient, largestDifference, noise, temporaryFolder } from '../images/pictures.ts'
import { openPictures } from './stores.ts'

describe('export', () => {
  test.each([
    ['png', 3, 8],
    ['png', 4, 16],
    ['png', 1, 16],
    ['png', 2, 8],
    ['tiff', 3, 16],
    ['tiff', 4, 8],
  ] as const)(
    'to %s keeps every sample of %i channels with %i bits',
    async (format, channels, depth) => {
      const { store, service } = await openPictures()
      const image = noise(65, 33, { channels, depth })
      const { id } = await store.add(image, { name: 'made' })
      const bytes = await service.export({ id, format, quality: 50, keepMetadata: true })
      const again = await service.open({ kind: 'bytes', name: `a.${format}`, bytes })
      expect(again).toMatchObject({ width: 65, height: 33, channels, depth, format })
      expect(largestDifference((await store.get(again.id)).image, image)).toBe(0)
    },
  )

  test.each(['jpeg', 'webp', 'avif'] as const)('to %s takes the quality', async (format) => {
    const { store, service } = await openPictures()
    const { id } = await store.add(noise(128, 96), { name: 'made' })
    const sizeAt = async (quality: number) =>
      (await service.export({ id, format, quality, keepMetadata: true })).length
    expect(await sizeAt(95)).toBeGreaterThan(1.3 * (await sizeAt(30)))
    const bytes = await service.export({ id, format, quality: 90, keepMetadata: true })
    const again = await service.open({ kind: 'bytes', name: 'a', bytes })
    expect(again).toMatchObject({ width: 128, height: 96, format })
  })

  test('keeps metadata on request, and the profile either way', async () => {
    const path = join(temporaryFolder(), 'tagged.jpg')
    const { data, width, height } = gradient(40, 30)
    await sharp(data, { raw: { width, height, channels: 3 } })
      .withIccProfile('p3')
      .withExifMerge({ IFD0: { Artist: 'Ada' } })
      .toFile(path)
    const { service } = await openPictures()
    const source = await service.open({ kind: 'path', path })
    const flip = { kind: 'flip', axis: 'vertical' } as const
    const { id } = await service.transform({ id: source.id, transform: flip })
    for (const keepMetadata of [true, false]) {
      const bytes = await service.export({ id, format: 'jpeg', quality: 90, keepMetadata })
      const { exif, icc } = await sharp(bytes).metadata()
      expect(exif?.includes('Ada') ?? false).toBe(keepMetadata)
      expect(icc?.length).toBeGreaterThan(100)
    }
  })

  test('of transparency to JPEG is refused by name', async () => {
    const { store, service } = await openPictures()
    const { id } = await store.add(noise(9, 9, { channels: 4 }), { name: 'glass.png' })
    const asked = service.export({ id, format: 'jpeg', quality: 90, keepMetadata: true })
    await expect(asked).rejects.toThrow(/^glass\.png: JPEG holds no transparency/)
  })

  test('that was cancelled gives nothing', async () => {
    const { store, service } = await openPictures()
    const { id } = await store.add(noise(9, 9), { name: 'made' })
    const request = { id, format: 'png', quality: 90, keepMetadata: true } as const
    await expect(service.export(request, AbortSignal.abort())).rejects.toThrow(/abort/i)
  })
})

describe('opening', () => {
  test('a sample photograph by its name, and no other file', async () => {
    const { service } = await openPictures()
    const info = await service.open({ kind: 'sample', name: 'cat.png' })
    const { width, height } = await decodeImage('assets/photographs/cat.png')
    expect(info).toMatchObject({ name: 'cat.png', width, height, format: 'png' })
    expect(await service.info(info.id)).toEqual(info)
    for (const name of ['../../package.json', 'none.png', '']) {
      await expect(service.open({ kind: 'sample', name })).rejects.toThrow(UserError)
    }
  })

  test('damaged bytes says so and leaves nothing', async () => {
    const { folder, service } = await openPictures()
    const bytes = new Uint8Array(readFileSync('assets/photographs/cat.png')).subarray(0, 5000)
    const asked = service.open({ kind: 'bytes', name: 'cat.png', bytes })
    await expect(asked).rejects.toThrow(/^cat\.png is a damaged or incomplete PNG file/)
    expect(readdirSync(folder)).toEqual([])
  })
})

test('the colour of a pixel is in 8 bits, whatever the picture has', async () => {
  const { store, service } = await openPictures()
  const data = Uint16Array.of(0, 0, 257 * 77, 65535)
  const image: PixelImage = { width: 2, height: 1, channels: 2, depth: 16, data }
  const { id } = await store.add(image, { name: 'made' })
  expect(await service.colourAt({ id, x: 0, y: 0 })).toEqual([0, 0, 0, 0])
  expect(await service.colourAt({ id, x: 1, y: 0 })).toEqual([77, 77, 77, 255])
  await expect(service.colourAt({ id, x: 2, y: 0 })).rejects.toThrow(RangeError)
})

describe('a mask', () => {
  test('comes back from its file with soft edges', async () => {
    const { folder, service } = await openPictures()
    const region = { x: 3, y: 5, width: 4, height: 2 }
    const mask = { region, coverage: Uint8Array.of(1, 60, 128, 255, 255, 200, 9, 1) }
    const size = { width: 20, height: 10 }
    const bytes = await service.exportMask({ mask, ...size })
    const grey = await sharp(bytes).metadata()
    expect(grey).toMatchObject({ format: 'png', channels: 1, ...size })
    const source = { kind: 'bytes', name: 'mask.png', bytes } as const
    expect(await service.openMask({ source, ...size })).toEqual(mask)
    expect(readdirSync(folder)).toEqual([])
  })

  test.each([
    [
      'the brightness of an opaque picture',
      [
        [255, 0, 0, 255],
        [0, 0, 0, 255],
        [255, 255, 255, 255],
      ],
      [85, 0, 255],
    ],
    [
      'the alpha of a transparent one',
      [
        [0, 0, 0, 255],
        [255, 255, 255, 0],
        [9, 9, 9, 30],
      ],
      [255, 0, 30],
    ],
  ])('is %s', async (_, pixels, coverage) => {
    const data = Uint8Array.from(pixels.flat())
    const bytes = await encodeBytes({ width: 3, height: 1, channels: 4, depth: 8, data }, 'png')
    const { service } = await openPictures()
    const source = { kind: 'bytes', name: 'mask.png', bytes } as const
    const mask = await service.openMask({ source, width: 3, height: 1 })
    expect([...mask.coverage]).toEqual(coverage)
  })

  test('of another size, or an empty one, is refused by name', async () => {
    const path = join(temporaryFolder(), 'm.png')
    await encodeImage({ ...noise(8, 8, { channels: 1 }), data: new Uint8Array(64) }, path)
    const { folder, service } = await openPictures()
    const source = { kind: 'path', path } as const
    const other = service.openMask({ source, width: 8, height: 9 })
    await expect(other).rejects.toThrow(/mask m\.png has 8 x 8 pixels.*scale the mask/)
    await expect(service.openMask({ source, width: 8, height: 8 })).rejects.toThrow(/no pixel/)
    expect(readdirSync(folder)).toEqual([])
  })

  test('beyond the picture cannot be exported', async () => {
    const { service } = await openPictures()
    const mask = { region: { x: 5, y: 0, width: 2, height: 1 }, coverage: Uint8Array.of(1, 2) }
    await expect(service.exportMask({ mask, width: 6, height: 3 })).rejects.toThrow(RangeError)
  })
})
