/**
 * What may go wrong, and that nothing is lost by it.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { differing } from './support/compare.ts'
import { exported, startEdited } from './support/edited.ts'
import { openPage } from './support/editor.ts'
import type { Editor } from './support/editor.ts'
import { photographFile } from './support/photographs.ts'
import type { Samples } from './support/photographs.ts'
import { startServer } from './support/program.ts'
import type { Program } from './support/program.ts'

let browser: Browser
let program: Program
let editor: Editor

beforeAll(async () => {
  ;({ program, browser, editor } = await startEdited('rocket.png'))
})
afterAll(async () => {
  await browser.close()
  await program.stop()
})

const message = () => editor.page.locator('[data-sonner-toast]').first()

describe('when something goes wrong', () => {
  test('a file that is no picture is named in one sentence, and the document stays', async () => {
    const before = await exported(editor)
    const { bytes } = await photographFile('cat.png')
    const broken = { name: 'torn.png', bytes: bytes.subarray(0, bytes.length / 2) }
    const text = { name: 'notes.png', bytes: Buffer.from('no picture at all') }
    await editor.drop([broken, text])
    for (const { name } of [broken, text]) {
      const said = editor.page.locator('[data-sonner-toast]').filter({ hasText: name })
      expect(sentences(await said.first().innerText())).toBe(1)
    }
    expect(await editor.page.getByRole('tab').count()).toBe(1)
    expect(differing(await exported(editor), before)).toBe(0)
  })

  test('a page in another language says what is wrong with a file in that language', async () => {
    const german = await openPage(browser, program, { locale: 'de-DE' })
    await german.drop([{ name: 'leer.png', bytes: Buffer.alloc(0) }])
    await german.page.getByText('leer.png ist leer; bitte neu kopieren oder exportieren.').waitFor()
    await german.close()
  })

  test('an engine that is killed in a run is started again, and the work goes on', async () => {
    const before = await exported(editor)
    await editor.setSlider('Steps', 8)
    await editor.setSlider('Variations', 6)
    await editor.page.getByRole('button', { name: 'Apply' }).click()
    await editor.page.getByText(/estimate \d/).waitFor()
    const { engine } = program.processes()
    program.killEngine()
    await editor.page
      .getByText(/The engine stopped and was started again/)
      .first()
      .waitFor()
    await editor.page.getByRole('button', { name: 'Apply' }).waitFor()
    expect(differing(await exported(editor), before)).toBe(0)
    await editor.setSlider('Steps', 1)
    await editor.setSlider('Variations', 1)
    await editor.apply()
    expect(program.processes().engine).not.toBe(engine)
    expect((await editor.history()).filter((step) => step === 'Remove')).toHaveLength(2)
    expect(editor.complaints).toEqual([])
  })

  test('a page that is loaded anew gives its documents back as they were', async () => {
    const before = await exported(editor)
    await waitForAutosave()
    await editor.page.reload()
    await recover(editor, before)
  })

  test('a program that was killed gives its documents back when it is started again', async () => {
    const before = await exported(editor)
    await editor.page.keyboard.press('Control+a')
    await waitForAutosave()
    await editor.close()
    program.crash()
    await program.stop({ keepData: true })
    program = await startServer(program.dataFolder)
    editor = await openPage(browser, program)
    await recover(editor, before)
  })

  test('a document with changes asks before it closes: backing out keeps it, saving writes it first', async () => {
    const { page } = editor
    const tab = page.getByRole('tab', { name: /rocket/ })
    const dialog = page.getByRole('dialog', { name: 'Save the changes to rocket.png?' })
    const press = async (answer: string) => {
      await page.keyboard.press('Alt+w')
      await dialog.getByRole('button', { name: answer, exact: true }).last().click()
      await dialog.waitFor({ state: 'hidden' })
    }
    await waitForAutosave()
    await press('Cancel')
    expect(await tab.count()).toBe(1)
    const arrives = page.waitForEvent('download')
    await press('Save')
    expect((await arrives).suggestedFilename()).toBe('rocket.selfsame')
    await tab.waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('button', { name: /Butterfly/ }).waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  test('what the user does not want to save is gone with its tab', async () => {
    const { page } = editor
    await editor.open(await photographFile('cat.png'))
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Alt+w')
    await page.getByRole('button', { name: 'Don’t save' }).click()
    await page.getByRole('tab').waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('button', { name: /Butterfly/ }).waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
  })
})

/** Documents are kept two seconds after their last change. */
const waitForAutosave = () => editor.page.waitForTimeout(4000)

async function recover({ page }: Editor, before: Samples): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Welcome back' })
  await dialog.getByText('rocket.png').waitFor()
  await dialog.getByRole('button', { name: 'Recover' }).click()
  await page.getByRole('tab', { name: /rocket.png/ }).waitFor()
  await message().waitFor({ state: 'hidden' })
  expect(differing(await exported(editor), before)).toBe(0)
}

function sentences(text: string): number {
  return text.split(/[.!?](?:\s|$)/).filter((part) => part.trim() !== '').length
}
