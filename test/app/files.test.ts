/**
 * What comes in and goes out besides pictures: recipes, projects, selections, folders, the clipboard.
 */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { differing } from './support/compare.ts'
import { answerPickers, timesAsked, writtenFile } from './support/disk.ts'
import { exported, startEdited } from './support/edited.ts'
import { openPage } from './support/editor.ts'
import type { Editor } from './support/editor.ts'
import { formatOf, photographFile, samplesOf } from './support/photographs.ts'
import type { PictureFile, Samples } from './support/photographs.ts'
import type { Program } from './support/program.ts'

let program: Program
let browser: Browser
let editor: Editor

beforeAll(async () => {
  ;({ program, browser, editor } = await startEdited('coffee.png'))
})
afterAll(async () => {
  await browser.close()
  await program.stop()
})

const said = (text: RegExp | string) => editor.page.getByText(text).first().waitFor()

/** Goes through the menu by the names of its entries. */
async function menu(...names: readonly string[]): Promise<void> {
  await editor.page.getByRole('button', { name: 'Menu', exact: true }).click()
  for (const name of names) await editor.page.getByRole('menuitem', { name }).first().click()
}

async function downloaded(press: () => Promise<void>): Promise<PictureFile> {
  const arrives = editor.page.waitForEvent('download')
  await press()
  const download = await arrives
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

async function uploaded(press: () => Promise<void>, ...files: readonly PictureFile[]) {
  const asked = editor.page.waitForEvent('filechooser')
  await press()
  const given = files.map(({ name, bytes }) => ({ name, mimeType: '', buffer: bytes }))
  await (await asked).setFiles(given)
}

describe('what goes out and comes in again', () => {
  test('a recipe gives the same picture over its source, sample for sample', async () => {
    const result = await exported(editor)
    const recipe = await downloaded(() => menu('File', 'Save recipe…'))
    expect(recipe.name).toBe('coffee.recipe.json')
    await editor.page.keyboard.press('Control+z')
    await uploaded(() => menu('File', 'Verify a recipe…'), recipe)
    await said(/same picture again, sample for sample/)
    expect(differing(await exported(editor), result)).toBe(0)
    expect((await editor.history()).at(-1)).toBe('Repeat a recipe')
  })

  test('a recipe of another picture is refused in a sentence, and the document stays', async () => {
    const recipe = await downloaded(() => menu('File', 'Save recipe…'))
    await editor.open(await photographFile('cat.png'))
    const before = await editor.history()
    await uploaded(() => menu('File', 'Verify a recipe…'), recipe)
    await editor.page.locator('[data-sonner-toast][data-type="error"]').first().waitFor()
    expect(await editor.history()).toEqual(before)
    await menu('File', 'Close')
    await editor.page.getByRole('tab', { name: /cat/ }).waitFor({ state: 'detached' })
  })

  test('a project brings picture, selection and history back', async () => {
    const [result, history] = [await exported(editor), await editor.history()]
    const project = await downloaded(() => editor.page.keyboard.press('Control+s'))
    await menu('File', 'Close')
    await editor.page.getByRole('tab').waitFor({ state: 'detached' })
    await uploaded(() => editor.page.keyboard.press('Control+Shift+o'), project)
    await editor.page.getByRole('tab', { name: 'coffee.png' }).waitFor()
    await editor.page.locator('.canvas-view').waitFor()
    expect(await editor.history()).toEqual(history)
    expect(differing(await exported(editor), result)).toBe(0)
  })

  test('a selection goes out as a picture and comes in again, but not from one of another size', async () => {
    const mask = await downloaded(() => menu('Selection', 'Export selection…'))
    expect(await formatOf(mask.bytes)).toEqual({ format: 'png', width: 192, height: 144 })
    await uploaded(() => menu('Selection', 'Import selection…'), mask)
    await expect.poll(async () => (await editor.history()).at(-1)).toBe('Import a selection')
    const small = await photographFile('cat.png', { left: 0, top: 0, width: 50, height: 40 })
    await uploaded(() => menu('Selection', 'Import selection…'), small)
    await editor.page.locator('[data-sonner-toast][data-type="error"]').first().waitFor()
    expect((await editor.history()).at(-1)).toBe('Import a selection')
  })

  test('a selection grows by as many pixels as are typed', async () => {
    const mask = () => downloaded(() => menu('Selection', 'Export selection…'))
    const before = boundsOf(await samplesOf((await mask()).bytes))
    await editor.page.keyboard.press('Control+Shift+ArrowUp')
    const dialog = editor.page.getByRole('dialog', { name: 'Grow the selection' })
    const pixels = dialog.getByRole('spinbutton', { name: 'Pixels' })
    await pixels.fill('5')
    await pixels.press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    await expect.poll(async () => (await editor.history()).at(-1)).toBe('Grow the selection')
    const after = boundsOf(await samplesOf((await mask()).bytes))
    const { left, top, right, bottom } = before
    expect(after).toEqual({ left: left - 5, top: top - 5, right: right + 5, bottom: bottom + 5 })
    await editor.page.keyboard.press('Control+z')
  })

  test('a copied picture can be pasted as a document of its own, which nothing holds yet', async () => {
    const { page } = editor
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const result = await exported(editor)
    await page.keyboard.press('Control+c')
    await said(/Copied/)
    await page.keyboard.press('Control+v')
    await expect.poll(() => page.getByRole('tab').count()).toBe(2)
    await page.getByRole('tab', { name: /unsaved/, selected: true }).waitFor()
    expect(differing(await exported(editor), result)).toBe(0)
  })
})

describe('an export that is cancelled', () => {
  test('writes nothing, and the next one can begin', async () => {
    const { page } = editor
    const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
    const create = { width: 3000, height: 2000, channels: 3, background: '#000', noise } as const
    const picture = sharp({ create })
    await editor.open({ name: 'large.png', bytes: await picture.png().toBuffer() }, 'fit')
    const faults = page.locator('[data-sonner-toast][data-type="error"]')
    await expect.poll(() => faults.count(), { timeout: 20_000 }).toBe(0) // those of the tests before
    let downloads = 0
    page.on('download', () => (downloads += 1))
    await page.keyboard.press('Control+e')
    const dialog = page.getByRole('dialog', { name: 'Export' })
    await dialog.getByRole('button', { name: 'AVIF' }).click()
    await dialog.getByRole('button', { name: 'Export…' }).click()
    await dialog.getByText('Writing…').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.keyboard.press('Control+e')
    await dialog.getByRole('button', { name: 'JPEG' }).click()
    const arrives = page.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Export…' }).click()
    expect((await arrives).suggestedFilename()).toBe('large-selfsame.jpg')
    await dialog.waitFor({ state: 'hidden' })
    expect(downloads).toBe(1)
    expect(await faults.count()).toBe(0)
    await menu('File', 'Close')
  })
})

describe('where the browser reaches the disk', () => {
  test('an export is written where it was asked for, not downloaded', async () => {
    const result = await exported(editor)
    await answerPickers(editor.page)
    await editor.page.keyboard.press('Control+e')
    const dialog = editor.page.getByRole('dialog', { name: 'Export' })
    await dialog.getByRole('button', { name: 'PNG', exact: true }).click()
    await dialog.getByRole('button', { name: 'Export…' }).click()
    await dialog.waitFor({ state: 'hidden' })
    const names = await fileNames()
    expect(names).toHaveLength(1)
    const written = await samplesOf(await writtenFile(editor.page, names[0] ?? ''))
    expect(differing(written, result)).toBe(0)
  })

  test('a project is asked for once and written to the same file from then on', async () => {
    const { page } = editor
    const tab = page.getByRole('tab', { selected: true })
    const unsaved = page.getByRole('tab', { name: /unsaved/, selected: true })
    const asked = await timesAsked(page)
    for (const change of ['Control+a', 'Control+d']) {
      await page.keyboard.press(change)
      await unsaved.waitFor()
      await page.keyboard.press('Control+s')
      await unsaved.waitFor({ state: 'detached' })
    }
    expect(await timesAsked(page)).toBe(asked + 1)
    const names = (await fileNames()).filter((name) => name.endsWith('.selfsame'))
    expect(names).toHaveLength(1)
    const title = await tab.innerText()
    await menu('File', 'Close')
    await editor.drop([{ name: names[0] ?? '', bytes: await writtenFile(page, names[0] ?? '') }])
    await page.getByRole('tab', { name: title, selected: true }).waitFor()
    expect((await editor.history()).slice(-2)).toEqual(['Select all', 'Deselect'])
  })

  test('a batch writes into a folder as it goes, and leaves out what is there the next time', async () => {
    const { page } = editor
    const files = [await photographFile('cat.png'), await photographFile('gravel.png')]
    const torn = { name: 'torn.png', bytes: Buffer.from('no picture at all') }
    await page.keyboard.press('Control+b')
    const dialog = page.getByRole('dialog', { name: 'Whole folder' })
    const choosePictures = dialog.getByRole('button', { name: /pictures/ })
    await uploaded(() => choosePictures.click(), ...files, torn)
    await dialog.getByRole('button', { name: 'Choose a folder…' }).last().click()
    await dialog.getByRole('combobox', { name: 'Task' }).click()
    await page.getByRole('option', { name: 'Denoise' }).click()
    await dialog.getByRole('button', { name: 'Start' }).click()
    await dialog.getByText('2 done, 0 left out, 1 failed').waitFor({ timeout: 60_000 })
    await dialog.getByText(/^torn\.png is not an image/).waitFor()
    await dialog.getByRole('button', { name: 'Start' }).click()
    await dialog.getByText('0 done, 2 left out, 1 failed').waitFor()
    await page.keyboard.press('Escape')
    expect(await formatOf(await writtenFile(page, 'gravel-selfsame.png'))).toEqual({
      format: 'png',
      width: 192,
      height: 144,
    })
  })
})

describe('two windows on one program', () => {
  test('do not offer each other what they work on', async () => {
    await editor.page.waitForTimeout(3000) // documents are kept two seconds after their last change
    const second = await openPage(browser, program)
    await second.page.getByRole('button', { name: /Butterfly/ }).waitFor()
    expect(await second.page.getByRole('dialog', { name: 'Welcome back' }).count()).toBe(0)
    await second.close()
  })

  test('leave no complaint in the console', () => {
    expect(editor.complaints).toEqual([])
  })
})

/** The pixels of a mask that are selected by half or more, as the box around them. */
function boundsOf({ width, channels, data }: Samples) {
  const selected = [...data.keys()].filter((at) => at % channels === 0 && (data[at] ?? 0) >= 128)
  const columns = selected.map((at) => (at / channels) % width)
  const rows = selected.map((at) => Math.floor(at / channels / width))
  return {
    left: Math.min(...columns),
    top: Math.min(...rows),
    right: Math.max(...columns),
    bottom: Math.max(...rows),
  }
}

const fileNames = () =>
  editor.page.evaluate(async () => {
    const names: string[] = []
    for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name)
    return names
  })
