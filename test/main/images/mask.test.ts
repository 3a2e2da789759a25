import { join } from 'node:path'
import { expect, test } from 'vitest'
import { encodeImage } from '../../../src-main/images/encode.ts'
import { decodeMask, maskFromAlpha } from '../../../src-main/images/mask.ts'
import { emptyImage, type PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { temporaryFolder } from './pictures.ts'
import { at } from '../../support/at.ts'

/** A row of pixels from lists of samples. */
function row(depth: 8 | 16, ...pixels: readonly (readonly number[])[]): PixelImage {
  const channels = at(pixels, 0).length as 1 | 2 | 3 | 4
  const image = emptyImage({ width: pixels.length, height: 1 }, channels, depth)
  image.data.set(pixels.flat())
  return image
}

async function written(image: PixelImage): Promise<string> {
  const path = join(temporaryFolder(), 'mask.png')
  await encodeImage(image, path)
  return path
}

test.each<[string, PixelImage, number[]]>([
  ['grey', row(8, [0], [127], [128], [255]), [0, 0, 255, 255]],
  ['16-bit grey', row(16, [0], [32767], [32768], [65535]), [0, 0, 255, 255]],
  ['colour', row(8, [255, 0, 0], [255, 255, 0], [255, 255, 255]), [0, 255, 255]],
  ['grey on a clear ground', row(8, [255, 0], [255, 255], [0, 255]), [0, 255, 0]],
  ['colour on a clear ground', row(8, [255, 255, 255, 0], [255, 255, 255, 200]), [0, 255]],
])('%s: at least half as bright as white is replaced', async (_, image, expected) => {
  const mask = await decodeMask(await written(image), image.width, 1)
  expect(mask).toMatchObject({ width: image.width, height: 1, channels: 1, depth: 8 })
  expect([...mask.data]).toEqual(expected)
})

test('a mask of another size, an empty and a full one are refused', async () => {
  const good = await written(row(8, [0], [255]))
  await expect(decodeMask(good, 1, 2)).rejects.toThrow(
    `The mask ${good} has 2 x 1 pixels, the photograph has 1 x 2; scale the mask`,
  )
  await expect(decodeMask(await written(row(8, [0], [1])), 2, 1)).rejects.toThrow(
    'mask.png selects no pixel; paint white what is to be replaced',
  )
  await expect(decodeMask(await written(row(8, [255], [254])), 2, 1)).rejects.toThrow(
    'mask.png selects every pixel',
  )
})

test('transparency selects what is less than half opaque', () => {
  const image = row(8, [9, 9, 9, 0], [9, 9, 9, 127], [9, 9, 9, 128], [9, 9, 9, 255])
  expect([...maskFromAlpha(image, 'a.png').data]).toEqual([255, 255, 0, 0])
  expect([...maskFromAlpha(row(16, [9, 32767], [9, 32768]), 'a.png').data]).toEqual([255, 0])
})

test('transparency that is missing, nowhere or everywhere is refused', () => {
  expect(() => maskFromAlpha(row(8, [9]), 'a.png')).toThrow('a.png has no transparency')
  expect(() => maskFromAlpha(row(8, [9, 255]), 'a.png')).toThrow('selects no pixel')
  expect(() => maskFromAlpha(row(8, [9, 0]), 'a.png')).toThrow('selects every pixel')
})
