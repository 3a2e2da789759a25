import { describe, expect, test } from 'vitest'
import { batchTask } from '../../../src-renderer/stores/batch-task.ts'
import {
  exportName,
  formatFor,
  isProject,
  shortName,
  loses,
} from '../../../src-renderer/stores/file-names.ts'
import { keptPhrase, keptRows, percent } from '../../../src-renderer/stores/kept.ts'
import {
  languageFor,
  readSettings,
  USUAL,
  writeSettings,
} from '../../../src-renderer/stores/settings-values.ts'
import {
  brushSizeAt,
  colourFromText,
  colourToText,
  placeOfBrushSize,
  usualBrush,
} from '../../../src-renderer/stores/tool-values.ts'
import { useView } from '../../../src-renderer/stores/view.ts'
import { appDouble } from '../support/app-double.ts'
import { withApp } from '../support/with-app.ts'

describe('settings', () => {
  test('come back as they were written', () => {
    const values = {
      ...USUAL,
      theme: 'dark',
      preview: false,
      shortcuts: { 'edit.undo': 'U' },
    } as const
    expect(readSettings(writeSettings(values))).toEqual(values)
  })

  test('that do not fit take their usual values', () => {
    expect(readSettings({ theme: 'pink', preview: 'yes', shortcuts: '{', wheel: 3 })).toEqual(USUAL)
    expect(readSettings({ shortcuts: '{"a":1,"b":"B"}' }).shortcuts).toEqual({ b: 'B' })
  })

  test.each([
    ['system', ['de-AT', 'en'], 'de'],
    ['system', ['fr', 'ja-JP'], 'ja'],
    ['system', ['fr'], 'en'],
    ['zh', ['de'], 'zh'],
  ] as const)('speak for %s among %o the language %s', (chosen, asked, language) => {
    expect(languageFor(chosen, asked)).toBe(language)
  })
})

describe('file names', () => {
  test('of exports are never those of the source', () => {
    expect(exportName('picos.jpg', 'jpeg')).toBe('picos-selfsame.jpg')
    expect(exportName('a.b.tif', 'png')).toBe('a.b-selfsame.png')
  })

  test('that are long lose their middle, and no letter is cut in two', () => {
    expect(shortName('picos.jpg')).toBe('picos.jpg')
    const long = shortName(`${'🏔'.repeat(60)} (copy 3).png`)
    expect([...long]).toHaveLength(40)
    expect(long.endsWith('(copy 3).png')).toBe(true)
    expect(long.startsWith('🏔')).toBe(true)
  })

  test('tell projects from pictures', () => {
    expect(isProject('Work.SELFSAME')).toBe(true)
    expect(isProject('selfsame.png')).toBe(false)
  })

  test('lead to the format of the source where it can be written', () => {
    expect(formatFor('tiff')).toBe('tiff')
    expect(formatFor('gif')).toBe('png')
    expect(formatFor(null)).toBe('png')
    expect([loses('jpeg'), loses('png')]).toEqual([true, false])
  })
})

describe('what was kept', () => {
  const free = { residual: null, changedOutsideMask: null, region: null }

  test('is said as strongly as it can be', () => {
    expect(keptPhrase({ ...free, changedOutsideMask: 0, residual: 0 })).toEqual({
      key: 'status.identical',
    })
    expect(keptPhrase({ ...free, changedOutsideMask: 3 })).toMatchObject({ values: { n: 3 } })
    expect(keptPhrase({ ...free, residual: 0.002 })).toMatchObject({ values: { percent: '0.2' } })
    expect(keptPhrase(free)).toEqual({ key: 'status.keptNothing' })
  })

  test('is marked exact only where nothing differs', () => {
    const rows = keptRows({ residual: 0.5, changedOutsideMask: 0, region: null })
    expect(rows.map((row) => row.exact)).toEqual([true, false])
  })

  test.each([
    [0, '0.0'],
    [0.00002, '0.002'],
    [0.25, '25.0'],
  ])('a share of %f is %s per cent', (share, text) => {
    expect(percent(share)).toBe(text)
  })
})

describe('tools', () => {
  test('have brush sizes from 1 to 1000 that come back from their place', () => {
    expect(brushSizeAt(0)).toBe(1)
    expect(brushSizeAt(100)).toBe(1000)
    for (const size of [10, 48, 200, 1000]) {
      expect(brushSizeAt(placeOfBrushSize(size)) / size).toBeCloseTo(1, 1)
    }
  })

  test('have colours as text and back', () => {
    expect(colourToText([240, 166, 58])).toBe('#f0a63a')
    expect(colourFromText('#f0a63a')).toEqual([240, 166, 58])
    expect(colourFromText('red')).toEqual([0, 0, 0])
  })
})

test('a batch asks for nothing that the user did not choose', () => {
  expect(batchTask('restore', { scale: 1, grey: true, sigma: null })).toEqual({
    kind: 'restore',
    grey: true,
  })
  expect(batchTask('denoise', { scale: 2, grey: true, sigma: 9 })).toEqual({
    kind: 'denoise',
    sigma: 9,
  })
})

describe('the brush to begin with', () => {
  const photograph = { width: 6000, height: 4000 }

  test('can be seen while all of a large picture is, and is not large in a small one', () => {
    expect(usualBrush({ width: 512, height: 341 })).toBe(48)
    expect(usualBrush(photograph)).toBe(150)
    expect(usualBrush({ width: 1, height: 100_000 })).toBe(1000)
  })

  test('is taken for each picture until the user chooses one', () => {
    const view = withApp(appDouble().api, () => useView())
    view.adaptBrush(photograph)
    expect(view.settings.size).toBe(150)
    view.adaptBrush({ width: 512, height: 341 })
    expect(view.settings.size).toBe(48)
    view.resizeBrush(1)
    const { size } = view.settings
    view.adaptBrush(photograph)
    expect(view.settings.size).toBe(size)
  })
})
