/** Documents as text: what is saved comes back, and what is damaged is refused. */
import { expect, test } from 'vitest'
import { decodeDocument, encodeDocument } from '../../../src-renderer/document/document-state.ts'
import { openDocument } from '../../../src-renderer/document/document.ts'
import { maskFromPatch } from '../../../src-renderer/kernels/mask.ts'
import { paintOver } from '../../../src-renderer/kernels/paint-layer.ts'
import type { PictureInfo } from '../../../src-shared/contract/pictures-api.ts'

const picture: PictureInfo = {
  id: 'a',
  name: 'a.png',
  width: 500,
  height: 300,
  channels: 3,
  depth: 8,
  hash: 'h',
  format: 'png',
  profile: 'sRGB',
}
const patch = {
  region: { x: 240, y: 10, width: 30, height: 20 },
  coverage: Uint8Array.from({ length: 600 }, (_, i) => i % 256),
}
const open = openDocument('d', picture)
const document = {
  ...open,
  mask: maskFromPatch(patch, picture),
  paint: paintOver(open.paint, patch, [255, 10, 0]),
  residual: { residual: 0.001, changedOutsideMask: 0, region: patch.region },
}

test('a document comes back as it was saved, with the new name of its picture', async () => {
  const state = await encodeDocument(document)
  expect(state.pictures).toEqual(['a'])
  expect(await decodeDocument(state)).toEqual(document)
  const renamed = await decodeDocument({ ...state, pictures: ['b'] })
  expect(renamed.picture).toEqual({ ...picture, id: 'b' })
})

test.each([
  ['no JSON', () => 'x'],
  ['cut off bytes', (text: string) => text.replace(/"bytes":"[^"]{8}/, '"bytes":"')],
  ['another size', (text: string) => text.replace('"width":500', '"width":5000')],
])('%s is refused in a sentence', async (_name, damage) => {
  const state = await encodeDocument(document)
  await expect(decodeDocument({ ...state, state: damage(state.state) })).rejects.toThrow(
    'is damaged',
  )
})
