/** Documents as text: what is saved comes back, and what is damaged is refused. */
import { expect, test } from 'vitest'
import {
  decodeHistory,
  encodeHistory,
  packState,
  unpackState,
} from '../../../src-renderer/document/document-state.ts'
import { openDocument, withPicture } from '../../../src-renderer/document/document.ts'
import { goTo, record, startHistory } from '../../../src-renderer/document/history.ts'
import type { KeptState } from '../../../src-renderer/document/kept-state.ts'
import { maskFromPatch } from '../../../src-renderer/kernels/mask.ts'
import { finished } from '../../../src-renderer/kernels/piecewise.ts'
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

const turned = finished(withPicture(document, { ...picture, id: 'c', width: 300, height: 500 }))
const opened = startHistory<KeptState>({ key: 'open', values: { name: 'a.png' } }, open)
const edited = record(record(opened, { key: 'brush' }, document), { key: 'rotate' }, turned)

test('a document comes back with every step and with the new names of its pictures', async () => {
  const history = goTo(edited, 1)
  const state = await encodeHistory(history)
  expect(state.pictures).toEqual(['a', 'c'])
  expect(await decodeHistory(state)).toEqual(history)
  const renamed = await decodeHistory({ ...state, pictures: ['b', 'd'] })
  expect(renamed.entries.map((entry) => entry.state.picture.id)).toEqual(['b', 'b', 'd'])
})

test('what steps share is written once and shared again', async () => {
  const same = record(edited, { key: 'flip' }, { ...turned, mask: document.mask, picture })
  const { entries } = await decodeHistory(await encodeHistory(same))
  const tilesOf = (index: number) => {
    const state = entries[index]?.state
    return state !== undefined && 'mask' in state ? state.mask.tiles : []
  }
  expect(tilesOf(1).some((tile) => tile instanceof Uint8Array)).toBe(true)
  for (const [index, tile] of tilesOf(1).entries()) expect(tilesOf(3)[index]).toBe(tile)
})

test('a step that was put away stays a key, and is whole again from its bytes', async () => {
  const stashed = { picture, stash: 'k1' }
  const away = record(record(opened, { key: 'brush' }, stashed), { key: 'rotate' }, turned)
  const state = await encodeHistory(away)
  expect(state.state).toContain('k1')
  expect(await decodeHistory(state)).toEqual(away)
  expect(await unpackState(document, stashed, await packState(document))).toEqual(document)
})

test.each([
  ['no JSON', () => 'x'],
  ['cut off bytes', (text: string) => text.replace(/"bytes":"[^"]{8}/, '"bytes":"')],
  ['another size', (text: string) => text.replace('"width":500', '"width":5000')],
  ['a step that is not there', (text: string) => text.replace('"position":2', '"position":3')],
])('%s is refused in a sentence', async (_name, damage) => {
  const state = await encodeHistory(edited)
  await expect(decodeHistory({ ...state, state: damage(state.state) })).rejects.toThrow(
    'is damaged',
  )
})
