/**
 * What axe says of the page, in every state and both themes.
 */
import { readFileSync } from 'node:fs'
import type { AxeResults } from 'axe-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { openEditor } from './support/editor.ts'
import type { Editor } from './support/editor.ts'
import { photographFile } from './support/photographs.ts'

const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8')

const THEMES = ['light', 'dark'] as const

let editor: Editor

beforeAll(async () => {
  editor = await openEditor({ context: { reducedMotion: 'reduce' } })
})
afterAll(() => editor.close())

/** What is at fault in either theme. */
async function faultsInBothThemes(): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of THEMES) {
    await editor.page.emulateMedia({ colorScheme })
    const themed = await lastingFaults()
    found.push(...themed.map((fault) => `${colorScheme}: ${fault}`))
  }
  return found
}

describe('in both themes', () => {
  test('the empty window has no serious fault', async () => {
    await editor.page.getByRole('button', { name: /Butterfly/ }).waitFor()
    expect(await faultsInBothThemes()).toEqual([])
  })

  test('an edited picture with its results and both sides in sight has none', async () => {
    await editor.open(await photographFile('cat.png'))
    await editor.draw([
      [0.5, 0.4],
      [0.5, 0.6],
    ])
    await editor.setSlider('Steps', 1)
    await editor.apply()
    await editor.page.keyboard.press('y')
    expect(await faultsInBothThemes()).toEqual([])
    await editor.page.keyboard.press('y')
  })

  test.each(['Colourise', 'Enlarge', 'Restore', 'Denoise', 'Paint', 'Blend', 'Generate'])(
    'the panel of %s has none',
    async (name) => {
      await editor.task(name)
      expect(await faultsInBothThemes()).toEqual([])
    },
  )

  test.each([
    ['Export', 'Control+e'],
    ['Whole folder', 'Control+b'],
    ['Settings', 'Control+,'],
    ['Shortcuts', '?'],
  ])('the dialog %s has none', async (name, keys) => {
    await editor.page.keyboard.press(keys)
    const dialog = editor.page.getByRole('dialog', { name })
    await dialog.waitFor()
    expect(await faultsInBothThemes()).toEqual([])
    await editor.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
  })

  test('the devices among the settings have none', async () => {
    await editor.page.keyboard.press('Control+,')
    const dialog = editor.page.getByRole('dialog', { name: 'Settings' })
    await dialog.getByText('Devices', { exact: true }).click()
    await dialog.getByRole('combobox', { name: 'Blend: Device' }).waitFor()
    expect(await faultsInBothThemes()).toEqual([])
    await editor.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
  })

  test('the menu has none', async () => {
    await editor.page.getByRole('button', { name: 'Menu' }).click()
    await editor.page.getByRole('menu').waitFor()
    expect(await faultsInBothThemes()).toEqual([])
    await editor.page.keyboard.press('Escape')
  })

  test('a message has none', async () => {
    await editor.drop([{ name: 'notes.png', bytes: Buffer.from('no picture at all') }])
    await editor.page.locator('[data-sonner-toast]').waitFor()
    expect(await faultsInBothThemes()).toEqual([])
  })
})

/** Faults that are still there once the page has come to rest: while colours change, none has its contrast. */
async function lastingFaults(): Promise<string[]> {
  for (let tries = 0; tries < 4; tries++) {
    await editor.page.waitForTimeout(400)
    if ((await faults(editor.page)).length === 0) return []
  }
  return faults(editor.page)
}

/** Critical and serious faults, each with what is at fault. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate<AxeResults>('axe.run()')
  return violations
    .filter(({ impact }) => impact === 'critical' || impact === 'serious')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`))
}
