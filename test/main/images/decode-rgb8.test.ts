/** Photographs arrive upright, as sRGB with 8 bits, no larger than asked for. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { decodeRgb8, measureImage } from '../../../src-main/images/decode-rgb8.ts'
import { drawPhotograph, temporaryFolder, writePng } from '../../support/drawn-photographs.ts'

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(async () => rm(folder, { recursive: true }))

const created = (channels: 3 | 4, background: { r: number; g: number; b: number; alpha: number }) =>
  sharp({ create: { width: 40, height: 20, channels, background } })

test('a PNG comes back sample for sample', async () => {
  const path = join(folder, 'a.png')
  await writePng(path, drawPhotograph(1))
  const image = await decodeRgb8(path, { maxSide: 4096 })
  expect(Buffer.from(image.data)).toEqual(Buffer.from(drawPhotograph(1).data))
})

test('the samples are a plain array, whose slices are copies', async () => {
  const path = join(folder, 'a.png')
  await writePng(path, drawPhotograph(1))
  const { data } = await decodeRgb8(path, { maxSide: 4096 })
  expect(data.slice(0, 1).buffer).not.toBe(data.buffer)
})

test('the longer side is reduced and never enlarged', async () => {
  const path = join(folder, 'a.png')
  await writePng(path, drawPhotograph(1, 160, 120))
  expect(await decodeRgb8(path, { maxSide: 80 })).toMatchObject({ width: 80, height: 60 })
  expect(await decodeRgb8(path, { maxSide: 500 })).toMatchObject({ width: 160, height: 120 })
})

test('a photograph taken sideways is turned upright', async () => {
  const path = join(folder, 'a.jpg')
  await created(3, { r: 9, g: 9, b: 9, alpha: 1 }).withMetadata({ orientation: 6 }).toFile(path)
  expect(await measureImage(path)).toMatchObject({
    width: 20,
    height: 40,
    probe: { width: 20, height: 40 },
  })
  expect(await decodeRgb8(path, { maxSide: 4096 })).toMatchObject({ width: 20, height: 40 })
})

test('grey, 16-bit and transparent pictures become 8-bit RGB', async () => {
  const grey = join(folder, 'grey.png')
  await created(3, { r: 80, g: 80, b: 80, alpha: 1 }).toColourspace('grey16').toFile(grey)
  const half = join(folder, 'half.png')
  await created(4, { r: 200, g: 100, b: 0, alpha: 0.5 }).toFile(half)
  for (const [path, expected] of [
    [grey, [80, 80, 80]],
    [half, [100, 50, 0]],
  ] as const) {
    const image = await decodeRgb8(path, { maxSide: 4096 })
    expect(image).toMatchObject({ channels: 3, depth: 8 })
    expect(image.data).toHaveLength(3 * 40 * 20)
    for (const [c, value] of expected.entries()) {
      expect(Math.abs((image.data[c] ?? -9) - value)).toBeLessThanOrEqual(1)
    }
  }
})
