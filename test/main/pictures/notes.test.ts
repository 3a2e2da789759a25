/** What opening changed is told with the picture, under the name that the user knows. */
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../images/pictures.ts'
import { openPictures } from './stores.ts'

test('a picture that was converted says so, and one that was not says nothing', async () => {
  const { service } = await openPictures()
  const red = { width: 16, height: 16, channels: 3 as const, background: '#c01020' }
  const paths = ['print.jpg', 'plain.png'].map((name) => join(temporaryFolder(), name))
  const [print = '', plain = ''] = paths
  await sharp({ create: red }).toColourspace('cmyk').jpeg().toFile(print)
  await sharp({ create: red }).png().toFile(plain)
  const opened = await service.open({ kind: 'path', path: print })
  expect(opened.notes).toMatchObject([{ text: 'print.jpg was converted from CMYK to sRGB' }])
  expect(await service.open({ kind: 'path', path: plain })).not.toHaveProperty('notes')
  const flip = { kind: 'flip', axis: 'horizontal' } as const
  expect(await service.transform({ id: opened.id, transform: flip })).not.toHaveProperty('notes')
})
