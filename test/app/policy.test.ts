/**
 * The page under its own policy: what it does in a tour of all its parts, the browser never has to forbid.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEditor } from './support/editor.ts'
import type { Editor } from './support/editor.ts'
import { photographFile } from './support/photographs.ts'

const TASKS = ['Colourise', 'Enlarge', 'Restore', 'Denoise', 'Paint', 'Blend', 'Generate', 'Remove']
const DIALOGS = [
  ['Export', 'Control+e'],
  ['Whole folder', 'Control+b'],
  ['Settings', 'Control+,'],
  ['Shortcuts', '?'],
] as const

let editor: Editor

beforeAll(async () => {
  editor = await openEditor()
  await editor.page.evaluate(() => {
    const breaches: string[] = []
    document.addEventListener('securitypolicyviolation', (event) =>
      breaches.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`),
    )
    Object.assign(globalThis, { breaches })
  })
})
afterAll(() => editor.close())

const breaches = () => editor.page.evaluate<string[]>('breaches')

/** Opens every list of the dialog or panel in sight, and closes it again. */
async function openLists(): Promise<void> {
  for (const list of await editor.page.getByRole('combobox').all()) {
    if (!(await list.isVisible()) || !(await list.isEnabled())) continue
    await list.click()
    await editor.page.getByRole('listbox').waitFor()
    await editor.page.keyboard.press('Escape')
    await editor.page.getByRole('listbox').waitFor({ state: 'hidden' })
  }
}

test('no task asks for what is forbidden', async () => {
  await editor.page.getByRole('button', { name: /Butterfly/ }).waitFor()
  await editor.open(await photographFile('cat.png'))
  for (const task of TASKS) {
    await editor.task(task)
    await openLists()
  }
  await editor.draw([
    [0.4, 0.4],
    [0.6, 0.6],
  ])
  await editor.setSlider('Steps', 1)
  await editor.apply()
  await editor.page.keyboard.press('y')
  await editor.page.getByRole('slider', { name: /Boundary/ }).waitFor()
  expect(await breaches()).toEqual([])
})

test.each(DIALOGS)('the dialog %s asks for nothing of it', async (name, keys) => {
  await editor.page.keyboard.press(keys)
  const dialog = editor.page.getByRole('dialog', { name })
  await dialog.waitFor()
  await openLists()
  await editor.page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  expect(await breaches()).toEqual([])
})

test('nor do menus, hints and messages', async () => {
  await editor.page.getByRole('button', { name: 'Rectangle' }).hover()
  await editor.page.getByRole('tooltip').waitFor({ state: 'attached' })
  for (const menu of ['Menu', 'Selection', 'Adjust the picture']) {
    await editor.page.getByRole('button', { name: menu, exact: true }).click()
    await editor.page.getByRole('menu').waitFor()
    await editor.page.keyboard.press('ArrowDown')
    await editor.page.keyboard.press('ArrowRight')
    await editor.page.keyboard.press('Escape')
    await editor.page.keyboard.press('Escape')
  }
  await editor.drop([{ name: 'notes.png', bytes: Buffer.from('no picture at all') }])
  await editor.page.locator('[data-sonner-toast]').waitFor()
  expect(await breaches()).toEqual([])
  expect(editor.complaints).toEqual([])
})

test('a style and a script that somebody smuggles in are forbidden, and that is noticed', async () => {
  await editor.page.evaluate(() => {
    const style = document.createElement('style')
    style.textContent = 'body { display: none }'
    const script = document.createElement('script')
    script.textContent = 'globalThis.smuggled = true'
    document.head.append(style, script)
  })
  expect((await breaches()).map((breach) => breach.split(' ')[0])).toEqual([
    'style-src-elem',
    'script-src-elem',
  ])
  expect(await editor.page.locator('#app').isVisible()).toBe(true)
  expect(await editor.page.evaluate('globalThis.smuggled')).toBeUndefined()
})
