// @vitest-environment happy-dom
/** What the page tells the desktop when long work ends, and what the desktop hands to it. */
import { createPinia } from 'pinia'
import { computed, createApp, nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import { useEngineLinks } from '../../../src-renderer/composables/use-engine-links.ts'
import { makeI18n } from '../../../src-renderer/messages/i18n.ts'
import { API } from '../../../src-renderer/stores/api.ts'
import { useBatch } from '../../../src-renderer/stores/batch.ts'
import { useDocuments } from '../../../src-renderer/stores/documents.ts'
import { useEngine } from '../../../src-renderer/stores/engine.ts'
import { useNotices } from '../../../src-renderer/stores/notices.ts'
import { useRuns } from '../../../src-renderer/stores/runs.ts'
import { useTask } from '../../../src-renderer/stores/task.ts'
import type { AppApi } from '../../../src-shared/contract/app-api.ts'
import type { OpenedFiles } from '../../../src-shared/contract/host-api.ts'
import { appDouble, outcomeOf, pictureInfo } from '../support/app-double.ts'

const ACTIONS = {
  list: [],
  byId: new Map(),
  keys: computed(() => new Map()),
  run: () => undefined,
}

/** A page with a picture, whose edits take a minute and whose batches end at once. */
async function page() {
  const told: { readonly title: string; readonly body: string }[] = []
  const desktop: { hand?: (opened: OpenedFiles) => void } = {}
  const run: AppApi['edits']['run'] = (job) =>
    Promise.resolve([{ ...outcomeOf(job, 0, pictureInfo({ id: job.job })), seconds: 60 }])
  const stage = appDouble({
    edits: { run },
    batch: { run: () => Promise.resolve({ done: 2, skipped: 1, failures: [] }) },
    host: {
      notify: (message) => Promise.resolve(void told.push(message)),
      onOpenFiles: (listener) => {
        desktop.hand = listener
        return () => undefined
      },
    },
  })
  const app = createApp({
    setup: () => {
      useEngineLinks(ACTIONS)
      return () => null
    },
  })
  app.provide(API, stage.api).use(createPinia()).use(makeI18n('en'))
  app.mount(document.createElement('div'))
  const stores = app.runWithContext(() => ({
    batch: useBatch(),
    documents: useDocuments(),
    engine: useEngine(),
    notices: useNotices(),
    runs: useRuns(),
    task: useTask(),
  }))
  await stores.engine.start()
  stores.documents.add(pictureInfo())
  return { told, desktop, ...stores }
}

test('each long run of a task is announced, with the name of its document', async () => {
  const { told, runs, task } = await page()
  task.choose('denoise')
  await runs.apply()
  await nextTick()
  await runs.apply()
  await nextTick()
  const one = { title: 'Denoise is done', body: 'picos.jpg' }
  expect(told).toEqual([one, one])
})

test('so is a batch, with how it went', async () => {
  const { told, batch } = await page()
  await batch.choose('input')
  await batch.choose('output')
  await batch.run({ task: { kind: 'denoise' }, format: 'png', quality: 90, skipDone: true })
  await nextTick()
  expect(told).toEqual([{ title: 'Whole folder', body: '2 done, 1 left out, 0 failed' }])
})

test('files that the desktop hands over are opened, and how many of a folder are not is said', async () => {
  const { desktop, documents, notices } = await page()
  const files = ['a.png', 'b.png'].map((name) => ({ grant: name, name }))
  desktop.hand?.({ files, left: 0 })
  await vi.waitFor(() => expect(documents.tabs.list).toHaveLength(3))
  expect(notices.latest).toBeNull()
  desktop.hand?.({ files, left: 7 })
  await vi.waitFor(() => expect(documents.tabs.list).toHaveLength(5))
  expect(notices.latest).toMatchObject({
    said: { key: 'notice.folder', values: { n: 2, total: 9 } },
    remedy: { action: 'file.batch' },
  })
})
