import { expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { useClosing } from '../../../src-renderer/composables/use-closing.ts'
import { useDocuments } from '../../../src-renderer/stores/documents.ts'
import { useEngine } from '../../../src-renderer/stores/engine.ts'
import type { ClosingWay, HostApi } from '../../../src-shared/contract/host-api.ts'
import { appDouble, pictureInfo } from '../support/app-double.ts'
import { withApp } from '../support/with-app.ts'

const SAVED = Promise.resolve({ grant: 'g', name: 'a.selfsame' })

/** A window with two unsaved documents and a saved one, whose user answers the save dialogs in this way. */
async function window(save: HostApi['save']) {
  const answers: boolean[] = []
  let close: ((way: ClosingWay) => void) | null = null
  const host: Partial<HostApi> = {
    info: () =>
      Promise.resolve({ host: 'electron', version: '1', platform: 'linux', nativeDialogs: true }),
    save: vi.fn(save),
    onClosing: (listener) => {
      close = listener
      return () => undefined
    },
    answerClosing: (ready) => Promise.resolve(void answers.push(ready)),
  }
  const stage = appDouble({ host })
  const { documents, engine } = withApp(stage.api, () => {
    effectScope().run(useClosing)
    return { documents: useDocuments(), engine: useEngine() }
  })
  await engine.start()
  documents.add(pictureInfo({ name: 'a.jpg' }), 'unsaved')
  documents.add(pictureInfo({ name: 'b.jpg' }))
  documents.add(pictureInfo({ name: 'c.jpg' }), 'unsaved')
  return { stage, documents, answers, host, close: (way: ClosingWay) => close?.(way) }
}

test('saving asks for every document that has changes, and then the window may close', async () => {
  const { documents, answers, host, close } = await window(() => SAVED)
  close('save')
  await vi.waitFor(() => expect(answers).toEqual([true]))
  expect(host.save).toHaveBeenCalledTimes(2)
  expect(documents.unsaved).toEqual([])
})

test('backing out of one keeps the window open, and what was saved is saved', async () => {
  const { stage, documents, answers, close } = await window(({ suggestedName }) =>
    suggestedName === 'a.selfsame' ? SAVED : Promise.resolve(null),
  )
  close('save')
  await vi.waitFor(() => expect(answers).toEqual([false]))
  expect(documents.unsaved).toEqual(['c.jpg'])
  expect(stage.autosaved.map(({ title }) => title)).toEqual(['c.jpg'])
})

test('what fails to be written keeps the window open', async () => {
  const { documents, answers, close } = await window(() => Promise.reject(new Error('full')))
  close('save')
  await vi.waitFor(() => expect(answers).toEqual([false]))
  expect(documents.unsaved).toHaveLength(2)
})

test('not saving writes down the last changes, so that they are offered at the next start', async () => {
  const { stage, answers, host, close } = await window(() => SAVED)
  close('keep')
  await vi.waitFor(() => expect(answers).toEqual([true]))
  expect(host.save).not.toHaveBeenCalled()
  expect(stage.autosaved.map(({ title }) => title)).toEqual(['a.jpg', 'c.jpg'])
})
