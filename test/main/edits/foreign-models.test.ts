/** Models of others, with classes and without, in every tool: each gives a whole picture and keeps what it promises. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EditRequest } from '../../../src-main/edits/edit-request.ts'
import { openModel, type OpenModel } from '../../../src-main/models/open-model.ts'
import { drawMask, drawPicture, edit } from '../../support/editing.ts'

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
