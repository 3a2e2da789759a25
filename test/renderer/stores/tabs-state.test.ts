import { describe, expect, test } from 'vitest'
import { openDocument } from '../../../src-renderer/document/document.ts'
import { record, startHistory } from '../../../src-renderer/document/history.ts'
import { fullMask } from '../../../src-renderer/kernels/mask.ts'
import * as tabs from '../../../src-renderer/stores/tabs-state.ts'
import { at } from '../../support/at.ts'
import { pictureInfo, recipeOf } from '../support/app-double.ts'

const label = { key: 'x' }
function tab(id: string): tabs.Tab {
  const document = openDocument(id, pictureInfo({ id: `p-${id}` }))
  return { id, history: startHistory(label, document), saved: document, file: null }
}
const three = ['a', 'b', 'c'].map(tab).reduce(tabs.withTab, tabs.NO_TABS)

/** One more state of the first tab, with another picture. */
function edited() {
  const first = at(three.list, 0)
  const next = { ...tabs.documentOf(first), picture: pictureInfo({ id: 'p-a2' }) }
  return tabs.withHistory(three, 'a', record(first.history, label, next))
}

describe('tabs', () => {
  test('go to the one that was opened last', () => {
    expect(three.active).toBe('c')
  })

  test('that are closed give way to the one on their right, the last to the one on its left', () => {
    expect(tabs.withoutTab({ ...three, active: 'b' }, 'b').active).toBe('c')
    expect(tabs.withoutTab(three, 'c').active).toBe('b')
    expect(tabs.withoutTab(three, 'a').active).toBe('c')
  })

  test('leave none active when the only one is closed', () => {
    expect(tabs.withoutTab(tabs.withTab(tabs.NO_TABS, tab('a')), 'a')).toEqual(tabs.NO_TABS)
  })

  test('are walked through round the end', () => {
    expect(tabs.tabBeside(three, 1)).toBe('a')
    expect(tabs.tabBeside(three, -1)).toBe('b')
    expect(tabs.tabBeside(tabs.NO_TABS, 1)).toBeNull()
  })

  test('are unsaved after a change until that very state is saved', () => {
    const changed = edited()
    const now = tabs.documentOf(at(changed.list, 0))
    expect(tabs.isUnsaved(at(three.list, 0))).toBe(false)
    expect(tabs.isUnsaved(at(changed.list, 0))).toBe(true)
    const file = { name: 'a.selfsame', rewrite: null }
    const saved = at(tabs.markSaved(changed, now, file).list, 0)
    expect(tabs.isUnsaved(saved)).toBe(false)
    expect(saved.file).toBe(file)
  })

  test('show a fresh result until the selection is touched', () => {
    const [first] = edited().list
    const state = { ...tabs.documentOf(at(three.list, 0)), picture: pictureInfo({ id: 'r' }) }
    const recipe = recipeOf({
      job: '',
      picture: 'p-a',
      task: { kind: 'denoise' },
      model: 'm',
      seed: 1,
    })
    const result = record(at(three.list, 0).history, label, { ...state, recipe })
    const brushed = record(result, label, { ...state, recipe, mask: fullMask(640, 480) })
    expect(tabs.isFreshResult({ history: result })).toBe(true)
    expect(tabs.isFreshResult({ history: brushed })).toBe(false)
    expect(first && tabs.isFreshResult(first)).toBe(false)
  })

  test('compare with no picture that lies otherwise, such as the one before a crop', () => {
    const first = at(three.list, 0)
    const sized = (id: string, width: number, height: number) => ({
      ...tabs.documentOf(first),
      picture: pictureInfo({ id, width, height }),
    })
    const enlarged = record(first.history, label, sized('twice', 1280, 960))
    const cropped = record(enlarged, label, sized('part', 500, 960))
    expect(tabs.pictureBefore({ history: enlarged })?.id).toBe('p-a')
    expect(tabs.pictureBefore({ history: cropped })).toBeNull()
  })

  test('know the picture to compare with and every picture to come back to', () => {
    const changed = edited()
    expect(tabs.pictureBefore(at(three.list, 0))).toBeNull()
    expect(tabs.pictureBefore(at(changed.list, 0))?.id).toBe('p-a')
    expect([...tabs.picturesOf(changed.list)].sort()).toEqual(['p-a', 'p-a2', 'p-b', 'p-c'])
  })
})
