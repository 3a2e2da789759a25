import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { decodeImage } from '../../../src-main/images/decode.ts'
import { encodeImage } from '../../../src-main/images/encode.ts'
import { gradient, largestDifference, noise, temporaryFolder } from './pictures.ts'

describe('without loss', () => {
  const kinds = ([1, 2, 3, 4] as const).flatMap((channels) =>
    ([8, 16] as const).flatMap((depth) =>
      ['png', 'tiff'].map((extension) => ({ channels, depth, extension })),
    ),
  )
  test.each(kinds)('$channels channels of $depth bits survive .$extension', async (kind) => {
    const image = noise(33, 17, kind)
    const path = join(temporaryFolder(), `a.${kind.extension}`)
    await encodeImage(image, path)
    const decoded = await decodeImage(path)
    expect(largestDifference(decoded, image)).toBe(0)
    expect(decoded).toMatchObject({ format: kind.extension, notes: [], metadata: {} })
  })

  test.each([3, 4] as const)('%i channels survive lossless WebP and AVIF', async (channels) => {
    const image = noise(33, 17, { channels })
    for (const extension of ['webp', 'avif']) {
      const path = join(temporaryFolder(), `a.${extension}`)
      await encodeImage(image, path, { lossless: true })
      expect(largestDifference(await decodeImage(path), image)).toBe(0)
    }
  })

  test('what is written twice has the same bytes', async () => {
    const folder = temporaryFolder()
    const bytes = async (name: string) => {
      await encodeImage(gradient(40, 30), join(folder, name))
      return readFileSync(join(folder, name))
    }
    for (const extension of ['png', 'jpg', 'webp', 'tif', 'avif']) {
      expect(await bytes(`a.${extension}`)).toEqual(await bytes(`b.${extension}`))
    }
  })
})

describe('with loss', () => {
  test.each([
    ['jpeg', 3],
    ['jpg', 3],
    ['webp', 8],
    ['avif', 5],
  ])('.%s at its default quality is within %i levels of the source', async (extension, levels) => {
    const image = gradient(64, 48)
    const path = join(temporaryFolder(), `a.${extension}`)
    await encodeImage(image, path)
    expect(largestDifference(await decodeImage(path), image)).toBeLessThanOrEqual(levels)
  })

  test('a lower quality makes a smaller file', async () => {
    const folder = temporaryFolder()
    for (const extension of ['jpg', 'webp', 'avif']) {
      const size = async (quality: number) => {
        const path = join(folder, `${quality}.${extension}`)
        await encodeImage(noise(64, 64), path, { quality })
        return statSync(path).size
      }
      expect(await size(30)).toBeLessThan(await size(90))
    }
  })

  test('grey stays one channel in JPEG, and becomes three equal ones in WebP and AVIF', async () => {
    const folder = temporaryFolder()
    const grey = noise(16, 16, { channels: 1 })
    await encodeImage(grey, join(folder, 'a.jpg'))
    expect(await decodeImage(join(folder, 'a.jpg'))).toMatchObject({ channels: 1, depth: 8 })
    for (const name of ['a.webp', 'a.avif']) {
      await encodeImage(grey, join(folder, name), { lossless: true })
      const { channels, data } = await decodeImage(join(folder, name))
      expect(channels).toBe(3)
      grey.data.forEach((sample, i) => {
        expect([...data.subarray(3 * i, 3 * i + 3)]).toEqual([sample, sample, sample])
      })
    }
  })
})

describe('16 bits in a format that cannot hold them', () => {
  const ramp = { ...noise(256, 256, { channels: 3, depth: 16 }) }
  ramp.data.forEach((_, i) => (ramp.data[i] = i % 65536))

  test('are rounded to the nearest of 8 bits for WebP', async () => {
    const path = join(temporaryFolder(), 'a.webp')
    await encodeImage(ramp, path, { lossless: true })
    const { depth, data } = await decodeImage(path)
    expect(depth).toBe(8)
    ramp.data.forEach((sample, i) => {
      if (data[i] !== Math.round(sample / 257)) throw new Error(`${sample} became ${data[i]}`)
    })
  })

  test('are rounded to the nearest of 12 bits for AVIF, and white stays white', async () => {
    const path = join(temporaryFolder(), 'a.avif')
    await encodeImage(ramp, path, { lossless: true })
    const decoded = await decodeImage(path)
    expect(decoded.depth).toBe(16)
    expect(largestDifference(decoded, ramp)).toBeLessThanOrEqual(65535 / 4095 / 2 + 1)
    expect(decoded.data[65535]).toBe(65535)
    expect(decoded.data[0]).toBe(0)
    await encodeImage(decoded, path, { lossless: true, force: true })
    expect(largestDifference(await decodeImage(path), decoded)).toBe(0)
  })
})

test('another program reads what is written as what it is', async () => {
  const folder = temporaryFolder()
  await encodeImage(noise(20, 10, { depth: 16 }), join(folder, 'a.png'))
  await encodeImage(noise(20, 10, { depth: 16, channels: 1 }), join(folder, 'a.tif'))
  expect(await sharp(join(folder, 'a.png')).metadata()).toMatchObject({
    format: 'png',
    width: 20,
    height: 10,
    depth: 'ushort',
    channels: 3,
  })
  expect(await sharp(join(folder, 'a.tif')).metadata()).toMatchObject({
    format: 'tiff',
    depth: 'ushort',
    space: 'grey16',
  })
})
