import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { decodeImage } from '../../../src-main/images/decode.ts'
import { encodeImage } from '../../../src-main/images/encode.ts'
import { gradient, largestDifference, noise, temporaryFolder } from './pictures.ts'
import { at } from '../../support/at.ts'

describe('orientation', () => {
  // Where the pixel (x, y) of the stored W x H picture belongs, by the EXIF standard.
  const upright: Record<number, (x: number, y: number, w: number, h: number) => [number, number]> =
    {
      1: (x, y) => [x, y],
      2: (x, y, w) => [w - 1 - x, y],
      3: (x, y, w, h) => [w - 1 - x, h - 1 - y],
      4: (x, y, _, h) => [x, h - 1 - y],
      5: (x, y) => [y, x],
      6: (x, y, _, h) => [h - 1 - y, x],
      7: (x, y, w, h) => [h - 1 - y, w - 1 - x],
      8: (x, y, w) => [y, w - 1 - x],
    }
  const [w, h] = [5, 3]

  const places = Object.entries(upright).map(([key, place]) => [Number(key), place] as const)
  test.each(places)('%i is applied', async (orientation, place) => {
    const folder = temporaryFolder()
    const stored = noise(w, h)
    const raw = { width: w, height: h, channels: 3 as const }
    for (const format of ['png', 'tiff', 'webp'] as const) {
      const path = join(folder, `a.${format}`)
      const picture = sharp(stored.data, { raw }).withMetadata({ orientation })
      await picture.toFormat(format, { lossless: true, compression: 'none' }).toFile(path)
      const decoded = await decodeImage(path)
      expect([decoded.width, decoded.height]).toEqual(orientation < 5 ? [w, h] : [h, w])
      for (let y = 0; y < h; y++) {
        for (let x = 0; x < w; x++) {
          const [toX, toY] = place(x, y, w, h)
          const from = 3 * (y * w + x)
          const to = 3 * (toY * decoded.width + toX)
          expect(decoded.data.slice(to, to + 3)).toEqual(stored.data.slice(from, from + 3))
        }
      }
    }
  })
})

describe('kinds of pictures', () => {
  test('a palette becomes colours', async () => {
    const path = join(temporaryFolder(), 'a.png')
    const { data, width, height } = gradient(32, 32)
    const raw = { width, height, channels: 3 as const }
    await sharp(data, { raw }).png({ palette: true, colours: 16 }).toFile(path)
    expect((await sharp(path).metadata()).isPalette).toBe(true)
    expect(await decodeImage(path)).toMatchObject({ channels: 3, depth: 8, notes: [] })
  })

  test('CMYK is converted to sRGB and says so', async () => {
    const path = join(temporaryFolder(), 'a.jpg')
    const red = { width: 16, height: 16, channels: 3 as const, background: '#c01020' }
    await sharp({ create: red }).toColourspace('cmyk').jpeg().toFile(path)
    const decoded = await decodeImage(path)
    expect(decoded).toMatchObject({ channels: 3, depth: 8, width: 16, metadata: {} })
    expect(decoded.metadata.icc).toBeUndefined()
    expect(decoded.notes).toMatchObject([{ text: `${path} was converted from CMYK to sRGB` }])
    expect(decoded.data[0]).toBeGreaterThan(150)
    expect(decoded.data[2]).toBeLessThan(80)
  })

  test('samples are not converted when the picture has a profile', async () => {
    const path = join(temporaryFolder(), 'a.png')
    const picture = sharp({ create: { width: 4, height: 4, channels: 3, background: '#00ff00' } })
    await picture.withIccProfile('p3').png().toFile(path)
    const { data, metadata } = await decodeImage(path)
    // sRGB green in Display P3, as the CSS colour specification gives it.
    const [red = 0, green = 0, blue = 0] = data
    expect(red / 255).toBeCloseTo(0.458, 2)
    expect(green / 255).toBeCloseTo(0.985, 2)
    expect(blue / 255).toBeCloseTo(0.298, 2)
    expect(metadata.icc?.length).toBeGreaterThan(100)
  })

  test('only the first picture of several is read, and says so', async () => {
    const path = join(temporaryFolder(), 'a.webp')
    const frames = noise(8, 16)
    await sharp(frames.data, { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } })
      .webp({ lossless: true, loop: 0, delay: [100, 100] })
      .toFile(path)
    const decoded = await decodeImage(path)
    expect(decoded).toMatchObject({ width: 8, height: 8 })
    expect(decoded.notes).toMatchObject([
      { text: `only the first of the 2 pictures in ${path} is read` },
    ])
  })
})

describe('a file that cannot be read gives one sentence', () => {
  test.each(['png', 'jpg', 'webp', 'tif', 'avif'])('cut short (.%s)', async (extension) => {
    const path = join(temporaryFolder(), `a.${extension}`)
    await encodeImage(noise(100, 100), path)
    const { size } = statSync(path)
    for (const share of [0.95, 0.5, 0.1]) {
      truncateSync(path, Math.floor(size * share))
      await expectRefusal(path, `${path} is a damaged or incomplete`)
    }
  })

  test('missing, empty, a folder, no image', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'a.png')
    await expectRefusal(path, 'does not exist; check the path')
    await expectRefusal(join(path, 'b.png'), 'does not exist; check the path')
    writeFileSync(path, '')
    await expectRefusal(path, 'is empty')
    await expectRefusal(join(path, 'b.png'), 'does not exist; check the path')
    mkdirSync(join(folder, 'c.png'))
    await expectRefusal(join(folder, 'c.png'), 'is a folder')
    writeFileSync(path, 'This is no image.')
    await expectRefusal(path, 'is not an image that is read here; convert it to PNG, JPEG')
  })

  test('formats that are not ours, even where the library knows them', async () => {
    const path = join(temporaryFolder(), 'a.png')
    const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    writeFileSync(path, '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>')
    await expectRefusal(path, 'is not an image that is read here')
    writeFileSync(path, await picture.gif().toBuffer())
    await expectRefusal(path, 'is not an image that is read here')
  })

  test('floating point samples', async () => {
    const path = join(temporaryFolder(), 'a.tif')
    const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    await picture.toColourspace('scrgb').tiff({ compression: 'none' }).toFile(path)
    await expectRefusal(path, 'has float samples; convert it to 8 or 16 bits')
  })

  test('a picture of more pixels than any photograph', async () => {
    const path = join(temporaryFolder(), 'a.png')
    await encodeImage(noise(4, 4), path)
    const png = readFileSync(path)
    png.writeUInt32BE(30_000, 16)
    png.writeUInt32BE(30_000, 20)
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29)
    writeFileSync(path, png)
    await expectRefusal(path, 'has more than 400 megapixels; scale it down first')
  })

  test('a picture without any pixels', async () => {
    const path = join(temporaryFolder(), 'a.png')
    await encodeImage(noise(4, 4), path)
    const png = readFileSync(path)
    png.writeUInt32BE(0, 16)
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29)
    writeFileSync(path, png)
    await expectRefusal(path, 'is a damaged or incomplete PNG file')
  })
})

test('a photograph of 24 megapixels takes one buffer of 72 MB', async () => {
  const path = join(temporaryFolder(), 'a.jpg')
  await sharp({ create: { width: 6000, height: 4000, channels: 3, background: '#456' } })
    .jpeg()
    .toFile(path)
  const before = process.memoryUsage().rss
  const image = await decodeImage(path)
  expect(image.data.buffer.byteLength).toBe(72_000_000)
  expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000)
})

async function expectRefusal(path: string, sentence: string): Promise<void> {
  const error: unknown = await decodeImage(path).then(
    () => 'decoded',
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(UserError)
  expect(String(error)).toContain(sentence)
  expect(String(error)).toContain(path)
  expect(String(error)).not.toContain('\n')
}

test('a copied slice of the samples does not share memory with them', async () => {
  const path = join(temporaryFolder(), 'a.png')
  await encodeImage(noise(4, 4), path)
  const { data } = await decodeImage(path)
  expect(data.slice().buffer).not.toBe(data.buffer)
})

test('equal images have no difference and different ones have', () => {
  const changed = noise(4, 4)
  changed.data[5] = at(changed.data, 5) ^ 4
  expect(largestDifference(noise(4, 4), noise(4, 4))).toBe(0)
  expect(largestDifference(noise(4, 4), changed)).toBe(4)
})
