/**
 * The whole way without a mouse: a sample, made smaller, selected, edited and taken back.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { differences, differing } from './support/compare.ts'
import { openEditor } from './support/editor.ts'
import type { Editor } from './support/editor.ts'
import { samplesOf } from './support/photographs.ts'

let editor: Editor

beforeAll(async () => {
  editor = await openEditor()
})
afterAll(() => editor.close())

const exported = async () => samplesOf(await editor.exportFile())

const press = async (...keys: readonly string[]) => {
  for (const key of keys) await editor.page.keyboard.press(key)
}

/** Goes on with Tab until what is asked for has the focus; throws Error where it is never reached. */
async function tabTo(name: RegExp): Promise<void> {
  for (let i = 0; i < 60; i++) {
    const focused = await editor.page.evaluate(() => {
      const element = document.activeElement
      if (element === document.body) return ''
      return `${element?.getAttribute('aria-label') ?? ''} ${element?.textContent ?? ''}`
    })
    if (name.test(focused)) return
    await press('Tab')
  }
  throw new Error(`Tab never reaches ${String(name)}.`)
}

/** Pixels of the screen for one of the picture, as the status line says. */
async function zoomShown(): Promise<number> {
  const status = await editor.page.getByRole('contentinfo', { name: 'Status' }).innerText()
  return Number(/^(\d+) %/.exec(status)?.[1]) / 100
}

describe('a tour by keyboard alone', () => {
  test('opens a sample from the empty window', async () => {
    await tabTo(/Old boats/)
    await press('Enter')
    await editor.page.getByRole('tab', { name: /boats/ }).waitFor()
  })

  test('makes it smaller through the menu and its dialog', async () => {
    await tabTo(/^Menu/)
    await press('Enter')
    await editor.page.getByRole('menu').waitFor()
    await press('ArrowDown', 'ArrowRight')
    await editor.page.getByRole('menuitem', { name: 'Resize…' }).waitFor()
    await press('End', 'Enter')
    await editor.page.getByRole('dialog', { name: 'Resize' }).waitFor()
    await tabTo(/^Width/)
    await press('Control+a')
    await editor.page.keyboard.type('128')
    await press('Enter')
    await editor.page.getByText(/^128 ×/).waitFor()
  })

  test('selects a part with arrow keys and Enter, and removes it', async () => {
    await tabTo(/^Picture nagasaki/)
    const before = await exported()
    const zoom = await zoomShown()
    await tabTo(/^Picture nagasaki/)
    await press('m', 'ArrowRight', 'Enter', 'Shift+ArrowRight', 'Shift+ArrowDown', 'Enter')
    expect((await editor.history()).at(-1)).toBe('Rectangle')
    await press('Control+Enter')
    await editor.page.getByRole('button', { name: 'Result 1' }).waitFor()
    expect((await editor.history()).at(-1)).toBe('Remove')
    // From 8 pixels of the screen beside the middle, 64 of them each way.
    const left = Math.round(before.width / 2 + 8 / zoom)
    const top = Math.round(before.height / 2)
    const side = Math.round(64 / zoom)
    const box = { left: left - 1, top: top - 1, right: left + side + 1, bottom: top + side + 1 }
    const changed = differences(before, await exported(), box)
    expect(changed.outside).toBe(0)
    expect(changed.inside).toBeGreaterThan(side ** 2 / 2)
    await tabTo(/^Picture nagasaki/)
    await press('Escape', 'Enter')
    await editor.page.getByRole('button', { name: 'Result 1' }).waitFor({ state: 'hidden' })
    await press('Control+z', 'Control+z')
    expect(differing(await exported(), before)).toBe(0)
  })

  test('is told that all of the picture cannot be removed, and why', async () => {
    await tabTo(/^Picture nagasaki/)
    await press('Control+a')
    await editor.page.getByText('Leave some of the picture unselected.').waitFor()
    expect(await editor.page.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true)
    await press('Control+z')
  })

  test('selects, chooses a task, applies it and takes it back', async () => {
    await tabTo(/^Picture nagasaki/)
    await press('Control+a')
    expect((await editor.history()).at(-1)).toBe('Select all')
    await press('Alt+2')
    await tabTo(/^Steps/)
    await press('Home')
    const before = await exported()
    await press('Control+Enter')
    await editor.page.getByRole('button', { name: 'Result 1' }).waitFor()
    const after = await exported()
    expect(differing(before, after)).toBeGreaterThan(1000)
    await press('Control+z')
    expect(differing(await exported(), before)).toBe(0)
    await press('Control+Shift+z')
    expect(differing(await exported(), after)).toBe(0)
  })

  test('shows the sheet of shortcuts on ?, and Escape puts it away', async () => {
    await press('?')
    const sheet = editor.page.getByRole('dialog', { name: 'Shortcuts' })
    await sheet.getByText('Remove').first().waitFor()
    await press('Escape')
    await sheet.waitFor({ state: 'hidden' })
  })

  test('takes other keys for an action, but none that another one has, and gives the usual ones back', async () => {
    const hand = editor.page.getByRole('button', { name: 'Hand', exact: true })
    const isHeld = () => hand.getAttribute('aria-pressed')
    await press('Control+,')
    const dialog = editor.page.getByRole('dialog', { name: 'Settings' })
    await dialog.getByText('Shortcuts', { exact: true }).click()
    await dialog.getByRole('button', { name: 'Change the keys of Hand' }).press('Enter')
    await press('c')
    await dialog.getByText('Those keys belong to “Crop”.').waitFor()
    await press('j', 'Escape')
    await dialog.waitFor({ state: 'hidden' })
    await press('b', 'h')
    expect(await isHeld()).toBe('false')
    await press('j')
    expect(await isHeld()).toBe('true')
    await press('Control+,')
    await dialog.getByRole('button', { name: 'Usual keys' }).press('Enter')
    await press('Escape', 'b', 'h')
    expect(await isHeld()).toBe('true')
  })

  test('leaves no complaint in the console', () => {
    expect(editor.complaints).toEqual([])
  })
})
