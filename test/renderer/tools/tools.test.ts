/** Tools by what they plan when a hand moves: no page, no screen. */
import { describe, expect, test } from 'vitest'
import { openDocument } from '../../../src-renderer/document/document.ts'
import { isEmptyMask, maskBounds, maskToPatch } from '../../../src-renderer/kernels/mask.ts'
import { paintBounds } from '../../../src-renderer/kernels/paint-layer.ts'
import { DEFAULT_SETTINGS } from '../../../src-renderer/tools/tool.ts'
import type { KeyInput, PointerInput, ToolName } from '../../../src-renderer/tools/tool.ts'
import { startTool } from '../../../src-renderer/tools/tools.ts'

const document = openDocument('d', {
  id: 'a',
  name: 'a.png',
  width: 400,
  height: 300,
  channels: 3,
  depth: 8,
  hash: '',
  format: null,
  profile: 'sRGB',
})
const context = { document, settings: { ...DEFAULT_SETTINGS, size: 10, hardness: 1 }, zoom: 1 }
const none = { shift: false, ctrl: false, alt: false }

function use(name: ToolName, within = context) {
  const tool = startTool(name)
  return {
    at: (phase: PointerInput['phase'], x: number, y: number, more: Partial<PointerInput> = {}) =>
      tool.pointer({ ...none, phase, x, y, pressure: 1, button: 0, ...more }, within),
    key: (key: string, more: Partial<KeyInput> = {}) => tool.key({ ...none, key, ...more }, within),
    tool,
  }
}

function committed(effects: ReturnType<ReturnType<typeof use>['at']> | null) {
  const commits = (effects ?? []).flatMap((effect) => (effect.kind === 'commit' ? [effect] : []))
  expect(commits).toHaveLength(1)
  return commits[0]?.document ?? document
}

describe('strokes', () => {
  test('are one step, whatever the number of moves, and Shift draws on in a straight line', () => {
    const { at } = use('brush')
    at('down', 50, 50)
    for (let x = 51; x < 90; x++) expect(at('move', x, 50)[0]?.kind).toBe('draft')
    const first = committed(at('up', 90, 50))
    expect(maskBounds(first.mask)).toMatchObject({ x: 45, y: 45, height: 10 })
    at('down', 89, 150, { shift: true })
    expect(maskBounds(committed(at('up', 89, 150)).mask)).toMatchObject({ y: 45, height: 110 })
  })

  test('with Ctrl, and those of the eraser, take away', () => {
    const { at } = use('brush')
    at('down', 50, 50)
    const painted = committed(at('up', 50, 50))
    for (const [name, ctrl] of [
      ['brush', true],
      ['eraser', false],
    ] as const) {
      const settings = { ...context.settings, size: 14 }
      const wiper = use(name, { ...context, settings, document: painted })
      wiper.at('down', 50, 50, { ctrl })
      expect(isEmptyMask(committed(wiper.at('up', 50, 50)).mask)).toBe(true)
    }
  })

  test('of colour do not become denser where they cross themselves', () => {
    const settings = { ...context.settings, size: 40, hardness: 0 }
    const { at } = use('colour-brush', { ...context, settings })
    at('down', 100, 100)
    const once = at('move', 101, 100)
    for (let i = 0; i < 9; i++) at('move', 100 + (i % 2), 100)
    const done = committed(at('up', 101, 100))
    const draft = once[0]?.kind === 'draft' ? once[0].document : document
    expect(done.paint).toEqual(draft.paint)
    expect(paintBounds(done.paint)).not.toBeNull()
  })

  test('are dropped by Escape, and leave other keys to the page, which lets the user choose them', () => {
    const { at, key } = use('brush')
    at('down', 50, 50)
    expect(key('Escape')).toEqual([{ kind: 'drop' }])
    for (const other of ['Escape', ']', '{', 'q']) expect(key(other)).toBeNull()
  })
})

describe('shapes', () => {
  test('a rectangle covers whole pixels; Shift makes it a square', () => {
    const { at } = use('rectangle')
    at('down', 10.2, 20.1)
    expect(maskToPatch(committed(at('up', 30.4, 25)).mask)).toEqual({
      region: { x: 10, y: 20, width: 20, height: 5 },
      coverage: new Uint8Array(100).fill(255),
    })
    at('down', 10, 20)
    expect(maskBounds(committed(at('up', 30, 25, { shift: true })).mask)).toMatchObject({
      height: 20,
    })
  })

  test('a polygon is closed by Enter, and Backspace takes back a point', () => {
    const { at, key } = use('polygon')
    for (const [x, y] of [
      [10, 10],
      [60, 10],
      [200, 200],
      [60, 50],
      [10, 50],
    ] as const) {
      at('down', x, y)
      at('up', x, y)
      if (x === 200) key('Backspace')
    }
    expect(maskBounds(committed(key('Enter')).mask)).toEqual({
      x: 10,
      y: 10,
      width: 50,
      height: 40,
    })
  })

  test('a lasso drawn around nothing comes to nothing', () => {
    const { at } = use('lasso')
    at('down', 10, 10)
    expect(at('up', 10, 10)).toEqual([{ kind: 'drop' }])
  })
})

test('the wand asks for what is like the pixel that is clicked, and not beside the picture', () => {
  const { at } = use('wand')
  expect(at('down', 5.9, 7.2)).toMatchObject([
    { kind: 'select', how: 'add', request: { id: 'a', x: 5, y: 7, contiguous: true } },
  ])
  expect(at('down', 400, 7)).toEqual([])
})

test('a crop is drawn, pulled by a corner, moved as far as the picture goes, and made by Enter', () => {
  const { at, key } = use('crop')
  at('down', 100, 100)
  at('move', 200, 180)
  at('up', 200, 180)
  at('down', 199, 181)
  at('move', 300, 200)
  at('up', 300, 200)
  at('down', 150, 150)
  at('move', 1000, 150)
  at('up', 1000, 150)
  expect(key('Enter')).toEqual([
    { kind: 'crop', region: { x: 200, y: 100, width: 200, height: 100 } },
  ])
})
