/** Models of others, with classes and without, in every tool: each gives a whole picture and keeps what it promises. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blend } from '../../../src-main/edits/blend.ts'
import type { EditProgress, EditRequest } from '../../../src-main/edits/edit-request.ts'
import { generate } from '../../../src-main/edits/generate.ts'
import { openModel } from '../../../src-main/models/open-model.ts'
import type { OpenModel } from '../../../src-main/models/opened-model.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import { drawMask, drawPicture, edit } from '../../support/editing.ts'
import { writeTinyModel } from '../../support/tiny-model.ts'

const image = drawPicture(40, 36)
const mask = drawMask(40, 36, [{ x: 10, y: 12, width: 12, height: 9 }])
const common = { image, seed: 2, steps: 1 } as const

const REQUESTS: readonly (EditRequest & { readonly side: number })[] = [
  { operator: 'inpaint', mask, ...common, side: 40 },
  { operator: 'colorize', ...common, side: 40 },
  { operator: 'upscale', scale: 2, ...common, side: 80 },
  { operator: 'denoise', sigma: 10, ...common, side: 40 },
  { operator: 'stroke', ...common, side: 40 },
  { operator: 'restore', mask, grey: true, scale: 2, ...common, side: 80 },
]

describe.each([
  ['of bedrooms', 'tiny_bedroom256'],
  ['of a thousand things', 'tiny_imagenet64'],
])('a network %s', (_, name) => {
  let model: OpenModel
  beforeAll(async () => {
    model = await openModel(join('test', 'fixtures', name))
  })
  afterAll(() => model.release())

  test.each(REQUESTS)('serves $operator', async ({ side, ...request }) => {
    const asked = model.record.classes === null ? request : { ...request, label: 3 }
    const { image: result, residual, changedOutsideMask } = await edit(asked, { model })
    expect([result.width, result.channels, result.depth]).toEqual([side, 3, 8])
    expect(result.data).not.toEqual(image.data)
    if (request.operator !== 'restore') expect(changedOutsideMask ?? 0).toBe(0)
    expect(residual ?? 0).toBeLessThan(1.5 / 255)
  })
})

/** The pictures that a tool finishes, one after the other. */
async function finished(progress: AsyncIterable<EditProgress>) {
  const images = []
  for await (const { result } of progress) if (result) images.push(result.image)
  return images
}

describe('a network of 256 pixels with a thousand classes', () => {
  let folder: string
  let model: OpenModel
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'selfsame-wide-'))
    await writeTinyModel(
      join(folder, 'wide'),
      (count) => normals(4, 0, [count]).data.map((z) => z / 5),
      { side: 256, classes: 1000 },
    )
    model = await openModel(join(folder, 'wide'))
  })
  afterAll(async () => {
    await model.release()
    await rm(folder, { recursive: true })
  })

  test.each(REQUESTS)('serves $operator on less than a window', async ({ side, ...request }) => {
    const { image: result, residual } = await edit({ ...request, label: 3 }, { model })
    expect([result.width, result.channels, result.depth]).toEqual([side, 3, 8])
    expect(residual ?? 0).toBeLessThan(1.5 / 255)
  })

  test('serves a photograph of several windows and asks only where the hole is', async () => {
    const large = drawPicture(700, 300)
    const hole = drawMask(700, 300, [{ x: 600, y: 40, width: 30, height: 20 }])
    const request = { operator: 'inpaint', image: large, mask: hole, seed: 2, steps: 1 } as const
    const { windows, changedOutsideMask } = await edit({ ...request, label: 999 }, { model })
    expect([windows, changedOutsideMask]).toEqual([1, 0])
  })

  test('generates pictures of its own size, other ones for another class', async () => {
    const make = (label: number) => finished(generate({ seed: 1, steps: 1, label }, { model }))
    const [[one], [other]] = [await make(3), await make(4)]
    expect([one?.width, one?.height]).toEqual([256, 256])
    expect(one?.data).not.toEqual(other?.data)
  })

  test('blends two photographs, which are the first frame and the last', async () => {
    const images = [image, drawMask(40, 36, [])] as const
    const frames = await finished(
      blend({ images, frames: 3, seed: 1, steps: 1, label: 3 }, { model }),
    )
    expect(frames).toHaveLength(3)
    expect(frames[0]?.data).toEqual(image.data)
  })
})
