import { describe, expect, test } from 'vitest'
import { chordOf, conflict, keysOf, rebind } from '../../../src-renderer/stores/chords.ts'
import { at } from '../../support/at.ts'

const press = (key: string, held: string[] = [], code = '') => ({
  key,
  code,
  ctrlKey: held.includes('ctrl'),
  metaKey: held.includes('meta'),
  shiftKey: held.includes('shift'),
  altKey: held.includes('alt'),
})

describe('a key press', () => {
  test.each([
    [press('b'), 'B'],
    [press('z', ['ctrl']), 'Mod+Z'],
    [press('Z', ['ctrl', 'shift']), 'Mod+Shift+Z'],
    [press('?', ['shift']), '?'],
    [press('{', ['shift']), '{'],
    [press('V', ['shift']), 'Shift+V'],
    [press('ArrowUp', ['ctrl', 'shift']), 'Mod+Shift+ArrowUp'],
    [press('0', ['ctrl'], 'Digit0'), 'Mod+0'],
    [press('1', ['alt'], 'Digit1'), 'Alt+1'],
    [press('+', ['ctrl', 'shift']), 'Mod++'],
    [press(' '), 'Space'],
  ])('%o is the chord %s', (event, chord) => {
    expect(chordOf(event, false)).toBe(chord)
  })

  test('of a modifier alone is no chord', () => {
    expect(chordOf(press('Shift', ['shift']), false)).toBeNull()
  })

  test('takes Cmd for Mod on a Mac, and Ctrl for nothing', () => {
    expect(chordOf(press('z', ['meta']), true)).toBe('Mod+Z')
    expect(chordOf(press('z', ['ctrl']), true)).toBe('Z')
  })
})

test.each([
  ['Mod+Shift+Z', false, ['Ctrl', 'Shift', 'Z']],
  ['Mod+Enter', true, ['⌘', '↩']],
  ['Mod++', false, ['Ctrl', '+']],
  ['+', false, ['+']],
])('%s is written on the board (mac: %s) as %o', (chord, mac, caps) => {
  expect(keysOf(chord, mac)).toEqual(caps)
})

describe('bindings', () => {
  const usual = [
    { id: 'undo', keys: ['Mod+Z'] },
    { id: 'redo', keys: ['Mod+Shift+Z', 'Mod+Y'] },
  ]

  test('give way to the chord of the user', () => {
    expect(rebind(usual, { redo: 'R' })).toEqual([usual[0], { id: 'redo', keys: ['R'] }])
  })

  test('are taken away by an empty text', () => {
    expect(rebind(usual, { undo: '' })[0]).toEqual({ id: 'undo', keys: [] })
  })

  test('conflict with another action and never with their own', () => {
    expect(conflict(usual, { id: 'undo', keys: ['Mod+Y'] })).toBe('redo')
    expect(conflict(usual, { id: 'redo', keys: ['Mod+Y'] })).toBeNull()
    expect(conflict(usual, { id: 'undo', keys: ['Q'] })).toBeNull()
  })

  test('conflict with usual keys that another action was given in the meantime', () => {
    const bindings = rebind(usual, { redo: 'R', undo: 'Mod+Y' })
    expect(conflict(bindings, at(usual, 1))).toBe('undo')
  })
})
