import { expect, test } from 'vitest'
import { useDocuments } from '../../../src-renderer/stores/documents.ts'
import { useFiles } from '../../../src-renderer/stores/files.ts'
import { useNotices } from '../../../src-renderer/stores/notices.ts'
import { useRecovery } from '../../../src-renderer/stores/recovery.ts'
import { AppError } from '../../../src-shared/contract/app-error.ts'
import { withMaskStep } from '../../../src-renderer/stores/document-steps.ts'
import { appDouble, pictureInfo } from '../support/app-double.ts'
import { withApp } from '../support/with-app.ts'

function stores(changes: Parameters<typeof appDouble>[0] = {}) {
  const stage = appDouble(changes)
  return withApp(stage.api, () => ({
    stage,
    documents: useDocuments(),
    files: useFiles(),
    notices: useNotices(),
    recovery: useRecovery(),
  }))
}

test('documents are written down after a change, once for each state', async () => {
  const { stage, documents, recovery } = stores()
  documents.add(pictureInfo())
  await recovery.keep()
  expect(stage.autosaved).toEqual([])
  if (documents.current !== null)
    documents.change(withMaskStep(documents.current, 'all', 0), { key: 'x' })
  await recovery.keep()
  await recovery.keep()
  expect(stage.autosaved.map(({ title }) => title)).toEqual(['picos.jpg'])
})

test('what was written down of a document is forgotten once it is saved, and written anew after the next change', async () => {
  const { stage, documents, recovery } = stores()
  documents.add(pictureInfo())
  const select = () => {
    if (documents.current !== null)
      documents.change(withMaskStep(documents.current, 'all', 0), { key: 'x' })
  }
  select()
  await recovery.keep()
  if (documents.current !== null)
    documents.saved(documents.current, { name: 'picos.selfsame', rewrite: null })
  await recovery.keep()
  await recovery.keep()
  expect(stage.settled).toEqual([documents.current?.id])
  select()
  await recovery.keep()
  expect(stage.autosaved).toHaveLength(2)
})

test('a document that is closed while it is written down is not kept', async () => {
  const { stage, documents, recovery } = stores()
  const id = documents.add(pictureInfo(), 'unsaved')
  const keeping = recovery.keep()
  await documents.close(id)
  await keeping
  expect(stage.autosaved).toEqual([])
})

test('what was written down comes back with its selection', async () => {
  const { documents, recovery } = stores({
    projects: {
      recoverable: () => Promise.resolve([{ document: 'd', title: 'picos.jpg', savedAt: 0 }]),
    },
  })
  documents.add(pictureInfo())
  if (documents.current !== null)
    documents.change(withMaskStep(documents.current, 'all', 0), { key: 'x' })
  const { mask } = documents.current ?? {}
  await recovery.keep()
  await recovery.start()
  expect(recovery.offered).toHaveLength(1)
  await recovery.recover()
  expect(documents.tabs.list).toHaveLength(2)
  expect(documents.current?.mask).toEqual(mask)
  expect(recovery.offered).toEqual([])
  expect(documents.canUndo).toBe(true)
  expect(documents.unsaved).toEqual(['picos.jpg', 'picos.jpg'])
  expect(new Set(documents.tabs.list.map(({ id }) => id)).size).toBe(2)
})

test('a file that cannot be read does not keep the others out', async () => {
  const open = (source: { readonly kind: string; readonly name?: string }) =>
    source.name === 'bad.png'
      ? Promise.reject(new AppError('user', 'bad.png is no picture.'))
      : Promise.resolve(pictureInfo({ name: source.name ?? '' }))
  const { documents, files, notices } = stores({ pictures: { open } })
  const bytes = new Uint8Array()
  await files.open(['a.png', 'bad.png', 'b.png'].map((name) => ({ kind: 'bytes', name, bytes })))
  expect(documents.tabs.list).toHaveLength(2)
  expect(notices.latest?.said).toEqual({ text: 'bad.png is no picture.' })
  expect(files.opening).toBe(0)
})

test('a closed document gives back the pictures that no other one needs', async () => {
  const { stage, documents } = stores()
  const first = documents.add(pictureInfo({ id: 'shared' }))
  documents.add(pictureInfo({ id: 'shared' }))
  documents.activate(first)
  await documents.transform({ kind: 'flip', axis: 'vertical' })
  await documents.close(first)
  expect(stage.released).toEqual(['p1'])
})
