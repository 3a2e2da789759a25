/**
 * A small window, many documents and long names, in the language with the longest words: everything stays in reach.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Locator } from 'playwright-core'
import { launchBrowser, openEditor, openPage } from './support/editor.ts'
import type { Editor } from './support/editor.ts'
import { photographFile } from './support/photographs.ts'

const SIZE = { width: 1024, height: 700 }
/** Height of one line of tools, in pixels. */
const ONE_LINE = 38
const LONG =
  'Eine Reise von Garmisch-Partenkirchen nach Oberammergau im Sommer (bearbeitet, Kopie 3).png'

let editor: Editor

beforeAll(async () => {
  editor = await openEditor({ context: { locale: 'de-DE', viewport: SIZE } })
  const { bytes } = await photographFile('cat.png')
  const many = Array.from({ length: 14 }, (_, i) => ({ name: `Urlaub ${i + 1}.png`, bytes }))
  await editor.drop([...many, { name: LONG, bytes }])
  await editor.page.getByRole('tab', { name: LONG, selected: true }).waitFor()
})
afterAll(() => editor.close())

/** Whether all of an element lies within the window. */
async function isInSight(element: Locator): Promise<boolean> {
  const box = await element.boundingBox()
  return (
    box !== null &&
    box.x >= 0 &&
    box.y >= 0 &&
    box.x + box.width <= SIZE.width &&
    box.y + box.height <= SIZE.height
  )
}
const heightOf = async (element: Locator) => (await element.boundingBox())?.height

test('many tabs leave the active one and what stands beside them in sight', async () => {
  const { page } = editor
  await expect.poll(() => isInSight(page.getByRole('tab', { selected: true }))).toBe(true)
  expect(await isInSight(page.getByRole('button', { name: 'Exportieren…' }))).toBe(true)
  await page.keyboard.press('Control+PageDown')
  const first = page.getByRole('tab', { name: 'Urlaub 1.png' })
  await expect.poll(() => first.getAttribute('data-state')).toBe('active')
  await expect.poll(() => isInSight(first)).toBe(true)
  await page.keyboard.press('Control+PageUp')
})

test.each(['en-GB', 'de-DE', 'ja-JP', 'zh-CN'])(
  'the tools stand in one line in the language %s, whichever is in hand',
  async (locale) => {
    const browser = await launchBrowser()
    const other = await openPage(browser, editor.program, { locale, viewport: SIZE })
    await other.open(await photographFile('cat.png'), 'fit')
    const toolbar = other.page.getByRole('toolbar')
    const tools = await toolbar
      .locator('[aria-pressed]')
      .evaluateAll((buttons) => buttons.map((button) => button.ariaLabel ?? ''))
    expect(tools.length).toBeGreaterThan(8)
    const tall: string[] = []
    for (const tool of tools) {
      await toolbar.getByRole('button', { name: tool, exact: true }).click()
      if ((await heightOf(toolbar)) !== ONE_LINE) tall.push(tool)
    }
    expect(tall).toEqual([])
    await browser.close()
  },
)

test('the panel stays where it is while steps are added to the history', async () => {
  const panel = editor.page.getByRole('complementary', { name: 'Einstellungen der Aufgabe' })
  for (let i = 0; i < 6; i++) await editor.page.keyboard.press('Control+Shift+i')
  await expect.poll(() => panel.locator('.entry').count()).toBe(7)
  expect(await panel.evaluate(({ scrollTop }) => scrollTop)).toBe(0)
  const list = panel.getByRole('list').last()
  const isAtEnd = () => list.evaluate((it) => it.scrollTop + it.clientHeight >= it.scrollHeight - 1)
  await expect.poll(isAtEnd).toBe(true)
})

test('a question about a document with a long name is short, and says what is lost', async () => {
  await editor.page.keyboard.press('Alt+w')
  const dialog = editor.page.getByRole('dialog')
  await dialog.getByText(/Kopie 3\)\.png speichern\?$/).waitFor()
  await dialog.getByText(/Was nicht gespeichert wird, geht verloren/).waitFor()
  expect(await heightOf(dialog)).toBeLessThan(220)
  await editor.page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  expect(editor.complaints).toEqual([])
})
