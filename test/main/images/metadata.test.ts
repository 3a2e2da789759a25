import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { decodeImage, type DecodedImage } from '../../../src-main/images/decode.ts'
import { encodeImage, metadataNotes } from '../../../src-main/images/encode.ts'
import { embedInTiff, exifDensity } from '../../../src-main/images/metadata/tiff-metadata.ts'
import { uprightExif, uprightXmp } from '../../../src-main/images/metadata/upright-exif.ts'
import { cameraExif, readTags, withExif } from './exif-samples.ts'
import { largestDifference, noise, temporaryFolder } from './pictures.ts'

const formats = ['png', 'jpg', 'webp', 'tif', 'avif'] as const
const xmp = Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>Grüße</a></x:xmpmeta>')

/** What a camera wrote, stored lying on its side: 20 x 10 pixels for a picture of 10 x 20. */
async function photograph(little = true): Promise<DecodedImage> {
  const path = join(temporaryFolder(), 'photograph.jpg')
  const picture = sharp({ create: { width: 20, height: 10, channels: 3, background: '#c08040' } })
  const jpeg = await picture.withIccProfile('p3').withXmp(xmp.toString()).jpeg().toBuffer()
  const start = jpeg.indexOf('Exif\0\0') - 4
  const bare =
    start < 0
      ? jpeg
      : Buffer.concat([
          jpeg.subarray(0, start),
          jpeg.subarray(start + 2 + jpeg.readUInt16BE(start + 2)),
        ])
  writeFileSync(path, withExif(bare, cameraExif(little)))
  return decodeImage(path)
}

const corrected = {
  '10f': 'Acme\0',
  '112': '1',
  '11a': '300 1',
  '128': '2',
  '8769/829a': '1 250',
  '8769/927c': 'MakerNote',
  '8769/a002': '10',
  '8769/a003': '20',
  '8825/2': '51 1 30 1 3230 100',
}

describe.each([true, false])('EXIF in little-endian order: %s', (little) => {
  test('is read from a photograph, corrected for the upright picture, without its thumbnail', async () => {
    const { metadata, width, height, notes } = await photograph(little)
    expect([width, height, notes]).toEqual([10, 20, []])
    expect(readTags(metadata.exif!)).toEqual(corrected)
    expect(Buffer.from(metadata.exif!).includes('THUMBNAIL')).toBe(false)
  })

  test('keeps every other byte', async () => {
    const { metadata } = await photograph(little)
    const before = cameraExif(little)
    const changed = [...before.keys()].filter((i) => before[i] !== metadata.exif![i])
    const values = [30, 31, 124, 125, 126, 127, 136, 137] // orientation, width, height
    const outside = changed.filter((i) => !values.includes(i) && !(i >= 300 && i < 400))
    expect(outside.every((i) => i >= 82 && i < 86)).toBe(true) // the link to the thumbnail
  })

  test.each(['png', 'jpg', 'webp'])('survives in .%s byte for byte', async (extension) => {
    const image = await photograph(little)
    const path = join(temporaryFolder(), `a.${extension}`)
    await encodeImage(image, path, { metadata: image.metadata })
    const { metadata, notes } = await decodeImage(path)
    expect(Buffer.from(metadata.exif!).equals(image.metadata.exif!)).toBe(true)
    expect(notes).toEqual([])
    expect((await sharp(path).metadata()).orientation).toBe(1)
  })

  test('survives in TIFF and back, tag by tag', async () => {
    const image = await photograph(little)
    const path = join(temporaryFolder(), 'a.tif')
    await encodeImage(image, path, { metadata: image.metadata })
    const inTiff: Record<string, string> = { ...corrected }
    delete inTiff['112'] // the library states it in its own place, or not at all when upright
    expect(readTags(readFileSync(path))).toMatchObject(inTiff)
    delete inTiff['11a'] // the structure's own place for it is the file's
    delete inTiff['128']
    const again = await decodeImage(path)
    expect(again.metadata.density).toBe(300)
    expect(readTags(again.metadata.exif!)).toMatchObject(inTiff)
    const jpeg = join(temporaryFolder(), 'a.jpg')
    await encodeImage(again, jpeg, { metadata: again.metadata })
    expect(readTags((await decodeImage(jpeg)).metadata.exif!)).toMatchObject(inTiff)
  })

  test('survives in AVIF, tag by tag', async () => {
    const image = await photograph(little)
    const path = join(temporaryFolder(), 'a.avif')
    await encodeImage(image, path, { metadata: image.metadata })
    const { '11a': density = '', ...others } = readTags((await decodeImage(path)).metadata.exif!)
    const expected: Record<string, string> = { ...corrected }
    delete expected['11a'] // the library spells it as another fraction
    expect(others).toMatchObject(expected)
    const [above = 0, below = 1] = density.split(' ').map(Number)
    expect(above / below).toBeCloseTo(300, 1)
  })
})

test('EXIF states the size of what is written, not of what was read', async () => {
  const { metadata } = await photograph()
  const path = join(temporaryFolder(), 'a.png')
  await encodeImage(noise(40, 80), path, { metadata })
  const tags = readTags((await decodeImage(path)).metadata.exif!)
  expect(tags).toMatchObject({ '8769/a002': '40', '8769/a003': '80' })
})

test.each(formats)('XMP and the profile survive in .%s byte for byte', async (extension) => {
  const image = await photograph()
  const path = join(temporaryFolder(), `a.${extension}`)
  await encodeImage(image, path, { metadata: image.metadata })
  const { metadata } = await decodeImage(path)
  expect(Buffer.from(metadata.xmp!).equals(xmp)).toBe(true)
  expect(Buffer.from(metadata.icc!).equals(image.metadata.icc!)).toBe(true)
  const seenByOthers = await sharp(path).metadata()
  expect(seenByOthers.icc?.equals(image.metadata.icc!)).toBe(true)
  expect(seenByOthers.xmp?.equals(xmp)).toBe(true)
})

test.each(formats)('metadata changes no sample of .%s', async (extension) => {
  const { metadata } = await photograph()
  const folder = temporaryFolder()
  for (const channels of extension === 'jpg' ? ([3] as const) : ([3, 4] as const)) {
    const image = noise(31, 21, { channels })
    const write = (name: string, options = {}) =>
      encodeImage(image, join(folder, name), { lossless: true, force: true, ...options })
    await write(`plain.${extension}`)
    await write(`full.${extension}`, { metadata })
    const plain = await decodeImage(join(folder, `plain.${extension}`))
    expect(largestDifference(await decodeImage(join(folder, `full.${extension}`)), plain)).toBe(0)
  }
})

test.each(['png', 'jpg', 'tif'])('the size in print survives in .%s', async (extension) => {
  const folder = temporaryFolder()
  const path = join(folder, `a.${extension}`)
  await encodeImage(noise(8, 8), path, { metadata: { density: 300 } })
  expect(await sharp(path).metadata()).toMatchObject({ density: 300 })
  expect((await decodeImage(path)).metadata).toMatchObject({ density: 300 })
  const unknown = join(folder, `b.${extension}`)
  await encodeImage(noise(8, 8), unknown)
  expect((await decodeImage(unknown)).metadata).toEqual({})
})

test('a profile for other colours than the image has is left out', async () => {
  const { metadata } = await photograph()
  const folder = temporaryFolder()
  const grey = noise(8, 8, { channels: 1 })
  for (const [extension, kept] of [
    ['png', false],
    ['jpg', false],
    ['tif', false],
    ['webp', true], // these store grey as colours
    ['avif', true],
  ] as const) {
    const path = join(folder, `a.${extension}`)
    await encodeImage(grey, path, { metadata })
    expect('icc' in (await decodeImage(path)).metadata).toBe(kept)
  }
})

test('a long profile is cut into segments for JPEG and is whole again when read', async () => {
  const { metadata } = await photograph()
  const icc = Buffer.concat([metadata.icc!, Buffer.from(noise(300, 300).data)])
  icc.writeUInt32BE(icc.length, 0)
  const path = join(temporaryFolder(), 'a.jpg')
  await encodeImage(noise(8, 8), path, { metadata: { icc } })
  expect((await sharp(path).metadata()).icc?.equals(icc)).toBe(true)
})

test('blocks that are too long for JPEG are left out and named', async () => {
  const long = Buffer.concat([cameraExif(true), Buffer.alloc(70_000)])
  const path = join(temporaryFolder(), 'a.jpg')
  expect(metadataNotes(path, { exif: long, xmp })).toEqual([
    `the EXIF data is too long for ${path} and left out`,
  ])
  expect(metadataNotes('a.png', { exif: long, xmp })).toEqual([])
  await encodeImage(noise(8, 8), path, { metadata: { exif: long, xmp } })
  const { metadata } = await decodeImage(path)
  expect(metadata.exif).toBeUndefined()
  expect(Buffer.from(metadata.xmp!).equals(xmp)).toBe(true)
})

test('an orientation in XMP is turned upright, the rest stays', () => {
  const words = (turn: string) => Buffer.from(`<a tiff:Orientation="${turn}" b="6">ü</a>`)
  const element = (turn: string) => Buffer.from(`<tiff:Orientation>${turn}</tiff:Orientation>`)
  expect(Buffer.from(uprightXmp(words('6'))).equals(words('1'))).toBe(true)
  expect(Buffer.from(uprightXmp(element('8'))).equals(element('1'))).toBe(true)
})

describe('damaged EXIF', () => {
  test('is left out with a note, and the picture is read', async () => {
    const path = join(temporaryFolder(), 'a.jpg')
    const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    const exif = cameraExif(true)
    exif.writeUInt32LE(100_000, 4)
    writeFileSync(path, withExif(await picture.jpeg().toBuffer(), exif))
    const { notes, metadata } = await decodeImage(path)
    expect(notes).toMatchObject([{ text: `the EXIF data of ${path} is damaged and left out` }])
    expect(metadata.exif).toBeUndefined()
  })

  test('of 2000 kinds never ends in anything but bytes or nothing', async () => {
    const tiff = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .tiff({ compression: 'none' })
      .toBuffer()
    let state = 3
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return Math.floor((state / 2 ** 32) * below)
    }
    let corrected = 0
    for (let round = 0; round < 2000; round++) {
      const exif = cameraExif(round % 2 === 0)
      for (let hits = random(6); hits >= 0; hits--) exif[random(250)] = random(256)
      const upright = uprightExif(exif, { width: 8, height: 8 })
      if (!upright) continue
      expect(exifDensity(upright) ?? 1).toBeGreaterThan(0)
      corrected++
      const written = embedInTiff(tiff, { exif: upright })
      expect(written.length).toBeLessThan(tiff.length + 10_000)
    }
    expect(corrected).toBeGreaterThan(500)
  })
})
