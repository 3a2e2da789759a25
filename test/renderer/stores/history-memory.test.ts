import { expect, test } from 'vitest'
import { isStashed } from '../../../src-renderer/document/kept-state.ts'
import { maskFromPatch } from '../../../src-renderer/kernels/mask.ts'
import { useDocuments } from '../../../src-renderer/stores/documents.ts'
import { useNotices } from '../../../src-renderer/stores/notices.ts'
import { usePacking } from '../../../src-renderer/stores/packing.ts'
import { decodeHistory } from '../../../src-renderer/document/document-state.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import type { DocumentState } from '../../../src-shared/contract/projects-api.ts'
import { appDouble, pictureInfo } from '../support/app-double.ts'
import { withApp } from '../support/with-app.ts'

const TILE = 256 * 256

/** Stores over a disk that is a map, with a document of `steps` selections of one tile each. */
function edited(steps: number) {
  const disk = new Map<string, Uint8Array>()
  const packed: DocumentState[] = []
  const stage = appDouble({
    projects: {
      stash: (bytes) => {
        const key = `key-${disk.size}`
        disk.set(key, bytes)
        return Promise.resolve(key)
      },
      unstash: (key) => {
        const bytes = disk.get(key)
        return bytes ? Promise.resolve(bytes) : Promise.reject(new UserError('It is gone.'))
      },
      pack: (state) => {
        packed.push(state)
        return Promise.resolve(new Uint8Array())
      },
    },
  })
  const stores = withApp(stage.api, () => ({
    documents: useDocuments(),
    notices: useNotices(),
    packing: usePacking(),
  }))
  const { documents } = stores
  documents.add(pictureInfo())
  const masks = Array.from({ length: steps }, (_, step) => {
    const region = { x: 0, y: 0, width: 2, height: 1 }
    return maskFromPatch({ region, coverage: Uint8Array.of(255, step) }, pictureInfo())
  })
  for (const mask of masks)
    if (documents.current !== null) documents.change({ ...documents.current, mask }, { key: 'x' })
  return { ...stores, disk, packed, masks }
}

type Stores = ReturnType<typeof edited>
const awayIn = ({ documents }: Stores) =>
  documents.active?.history.entries.map(({ state }) => isStashed(state))

test('the steps farthest from the shown one leave the memory when it is too much', async () => {
  const stores = edited(6)
  await stores.documents.trim(10 * TILE)
  expect(awayIn(stores)).toEqual([false, false, false, false, false, false, false])
  await stores.documents.trim(4 * TILE)
  expect(awayIn(stores)).toEqual([false, true, true, false, false, false, false])
  expect(stores.disk.size).toBe(2)
})

test('going far back brings a step back as it was', async () => {
  const stores = edited(6)
  await stores.documents.trim(0)
  expect(awayIn(stores)).toEqual([false, true, true, true, true, false, false])
  await stores.documents.goTo(2)
  expect(stores.documents.current?.mask).toEqual(stores.masks[1])
  expect(stores.documents.active?.history.position).toBe(2)
  await stores.documents.undo()
  expect(stores.documents.current?.mask).toEqual(stores.masks[0])
  expect(awayIn(stores)).toEqual([false, false, false, true, true, false, false])
})

test('a step that cannot be read leaves the document where it is, and says so', async () => {
  const stores = edited(6)
  await stores.documents.trim(0)
  stores.disk.clear()
  await stores.documents.goTo(2)
  expect(stores.documents.current?.mask).toEqual(stores.masks[5])
  expect(stores.notices.latest?.said).toEqual({ text: 'It is gone.' })
})

test('a saved document still counts as saved after its state was away', async () => {
  const stores = edited(6)
  const { documents } = stores
  await documents.goTo(3)
  const file = { name: 'a.selfsame', rewrite: null }
  if (documents.current !== null) documents.saved(documents.current, file)
  await documents.goTo(6)
  await documents.trim(0)
  expect(awayIn(stores)?.[3]).toBe(true)
  await documents.goTo(3)
  expect(documents.unsaved).toEqual([])
})

test('a project file stands alone, whatever was put away', async () => {
  const stores = edited(6)
  await stores.documents.trim(0)
  await stores.packing.packProject()
  const [state] = stores.packed
  const whole = state && (await decodeHistory(state))
  expect(whole?.entries.some((entry) => isStashed(entry.state))).toBe(false)
  expect(whole?.entries).toHaveLength(7)
})
