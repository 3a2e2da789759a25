import { describe, expect, test } from 'vitest'
import { makeActions } from '../../../src-renderer/composables/actions/use-actions.ts'
import { LOCALES } from '../../../src-renderer/messages/i18n.ts'
import { openDocument } from '../../../src-renderer/document/document.ts'
import { startHistory } from '../../../src-renderer/document/history.ts'
import { isEmptyMask, maskFromPatch } from '../../../src-renderer/kernels/mask.ts'
import { useDocuments } from '../../../src-renderer/stores/documents.ts'
import { useEngine } from '../../../src-renderer/stores/engine.ts'
import { useRuns } from '../../../src-renderer/stores/runs.ts'
import { useTask } from '../../../src-renderer/stores/task.ts'
import { useView } from '../../../src-renderer/stores/view.ts'
import { appDouble, pictureInfo } from '../support/app-double.ts'
import { withApp } from '../support/with-app.ts'

function table() {
  const stage = appDouble()
  return withApp(stage.api, () => {
    const list = makeActions()
    const action = (id: string) => {
      const found = list.find((entry) => entry.id === id)
      if (found === undefined) throw new RangeError(`no action is called ${id}`)
      return found
    }
    const stores = { documents: useDocuments(), engine: useEngine(), runs: useRuns() }
    return { stage, list, action, task: useTask(), view: useView(), ...stores }
  })
}

describe('the table of actions', () => {
  test('names every action once and gives no keys to two of them', () => {
    const { list } = table()
    const ids = list.map(({ id }) => id)
    const keys = list.flatMap((entry) => entry.keys)
    expect(new Set(ids).size).toBe(ids.length)
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  })

  test('has words for every action, and no words for actions that are not there', () => {
    const words = Object.entries(LOCALES.en.action).flatMap(([group, names]) =>
      Object.keys(names).map((name) => `${group}.${name}`),
    )
    const { list } = table()
    expect(list.map(({ id }) => id).sort()).toEqual(words.sort())
  })

  test('offers only what can be done without a document while there is none', () => {
    const { list } = table()
    const enabled = list.filter((entry) => entry.enabled()).map(({ id }) => id)
    expect(enabled).toContain('file.open')
    for (const id of ['edit.undo', 'file.export', 'task.apply', 'select.all', 'view.fit']) {
      expect(enabled).not.toContain(id)
    }
  })

  test('selects all, inverts and goes back step by step', async () => {
    const { action, documents } = table()
    documents.add(pictureInfo())
    expect(action('select.clear').enabled()).toBe(false)
    await action('select.all').run()
    expect(action('select.clear').enabled()).toBe(true)
    await action('select.invert').run()
    expect(documents.current && isEmptyMask(documents.current.mask)).toBe(true)
    await action('edit.undo').run()
    expect(documents.current && isEmptyMask(documents.current.mask)).toBe(false)
    await action('edit.redo').run()
    expect(documents.active?.history.position).toBe(2)
  })

  test('lets Apply run once something is selected, but not all, and Cancel only during a run', async () => {
    const { action, documents, engine } = table()
    await engine.start()
    const opened = openDocument('d', pictureInfo())
    documents.addHistory(startHistory({ key: 'x' }, opened), 'saved')
    expect(action('task.apply').enabled()).toBe(false)
    await action('select.all').run()
    expect(action('task.apply').enabled()).toBe(false)
    const spot = { region: { x: 5, y: 5, width: 1, height: 1 }, coverage: Uint8Array.of(255) }
    documents.change({ ...opened, mask: maskFromPatch(spot, opened.picture) }, { key: 'x' })
    expect(action('task.apply').enabled()).toBe(true)
    const done = action('task.apply').run()
    expect(action('task.cancel').enabled()).toBe(true)
    await done
    expect(action('task.cancel').enabled()).toBe(false)
    expect(action('results.accept').enabled()).toBe(true)
  })

  test('takes the brush that the task has', async () => {
    const { action, task, view } = table()
    task.choose('paint')
    await action('tool.hand').run()
    await action('tool.brush').run()
    expect(view.tool).toBe('colour-brush')
  })

  test('shows what was there before only while the keys are held', async () => {
    const { action, documents, view } = table()
    documents.add(pictureInfo())
    await action('edit.rotateLeft').run()
    await action('view.before').run()
    expect(view.compare).toBe('before')
    action('view.before').release?.()
    expect(view.compare).toBe('off')
  })
})
