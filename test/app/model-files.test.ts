/**
 * Models on their way in from the disk: real files and folders dropped and chosen, a way that is broken off, a question
 * that is answered twice, and where to get more.
 */
import { cp, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { dropFromDisk } from './support/drag.ts'
import { openEditor } from './support/editor.ts'
import type { Editor } from './support/editor.ts'
import { unclearGraph } from './support/unclear-graph.ts'

const PIPELINE = resolve('test', 'fixtures', 'tiny_bedroom256')
const SOON = { timeout: 20_000 }

let editor: Editor
let page: Editor['page']
let disk = ''

beforeAll(async () => {
  disk = await mkdtemp(join(tmpdir(), 'selfsame-disk-'))
  editor = await openEditor()
  page = editor.page
  await page
    .getByRole('navigation', { name: 'Tasks' })
    .getByRole('button', { name: 'Models' })
    .click()
})
afterEach(() => {
  expect(editor.complaints).toEqual([])
})
afterAll(async () => {
  await editor.close()
  await rm(disk, { recursive: true, force: true })
})

const shown = (name: string) => page.getByRole('article', { name, exact: true }).waitFor()
/** Everything that lies below the data folder, but for what is whole. */
const unfinished = async () =>
  (await readdir(editor.program.dataFolder, { recursive: true })).filter((name) =>
    /uploads\/|\/\.[^/]+$/.test(name),
  )

async function pipelineCalled(name: string): Promise<string> {
  const folder = join(disk, name)
  for (const part of ['model_index.json', 'unet', 'scheduler'])
    await cp(join(PIPELINE, part), join(folder, part), { recursive: true })
  return folder
}

test('a real folder that is dropped is one model, by the name of the folder', async () => {
  await dropFromDisk(page, await pipelineCalled('Guest Rooms'), 'model')
  await shown('Guest Rooms')
  expect(await page.getByRole('article').locator('dl').innerText()).toMatch(/32 × 32 pixels/)
})

test('a folder that is chosen comes in as well', async () => {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Add a folder…' }).click()
  await (await chooser).setFiles(await pipelineCalled('Spare Rooms'))
  await shown('Spare Rooms')
  expect(await unfinished()).toEqual([])
})

test('an import that is cancelled leaves nothing behind', async () => {
  const path = join(disk, 'Endless.safetensors')
  const file = await open(path, 'w')
  await file.truncate(4 * 2 ** 30)
  await file.close()
  await dropFromDisk(page, path, 'model')
  const line = page.getByRole('status').filter({ hasText: 'Endless' })
  await line.waitFor()
  await expect.poll(unfinished, SOON).not.toEqual([])
  await line.getByRole('button', { name: 'Cancel' }).click()
  await line.waitFor({ state: 'detached' })
  await expect.poll(unfinished, SOON).toEqual([])
  const models = page.getByRole('navigation', { name: 'Models' }).getByRole('button')
  expect(await models.allInnerTexts()).not.toContainEqual(expect.stringContaining('Endless'))
})

test('a question about a graph that was answered wrongly is asked again', async () => {
  const path = join(disk, 'Unclear.onnx')
  await writeFile(path, await unclearGraph())
  await dropFromDisk(page, path, 'model')
  const dialog = page.getByRole('dialog', { name: 'What is what in this graph?' })
  const choose = async (role: string, option: RegExp) => {
    await dialog.getByRole('combobox', { name: role }).click()
    await page.getByRole('option', { name: option }).click()
  }
  await dialog.waitFor()
  await choose('Class', /^times/)
  await dialog.getByRole('button', { name: 'Bring it in' }).click()
  await page.getByText('Unclear.onnx has times as float32').waitFor()
  await dialog.waitFor()
  expect(await dialog.getByRole('combobox', { name: 'Class' }).innerText()).toContain('times')
  await choose('Class', /^none$/)
  await choose('It computes', /^the clean image$/)
  await dialog.getByRole('button', { name: 'Bring it in' }).click()
  await shown('Unclear')
  expect(await unfinished()).toEqual([])
})

test('what was answered about a graph can be corrected while its file is in the library', async () => {
  await shown('Unclear')
  await page.getByRole('button', { name: 'Correct the answers…' }).click()
  const dialog = page.getByRole('dialog', { name: 'What is what in this graph?' })
  await dialog.waitFor()
  const kind = dialog.getByRole('combobox', { name: 'It computes' })
  expect(await kind.innerText()).toContain('the clean image')
  const answer = async (option: RegExp) => {
    await kind.click()
    await page.getByRole('option', { name: option }).click()
    await dialog.getByRole('button', { name: 'Take these answers' }).click()
  }
  await answer(/^the raw network$/)
  await page.getByText('Unclear.onnx gives values that are not numbers').waitFor()
  await dialog.waitFor()
  expect(await kind.innerText()).toContain('the raw network')
  await answer(/^the clean image$/)
  await page.getByText('Unclear is asked as you corrected it').waitFor()
  await dialog.waitFor({ state: 'detached' })
})

test('published models are listed with the addresses to get them from', async () => {
  await page.getByRole('button', { name: 'Where to get others…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Published models' })
  const pages = dialog.getByText(/^https:\/\/huggingface\.co\/openai\/diffusers-\w+$/)
  await pages.first().waitFor()
  expect(await pages.count()).toBe(9)
  await dialog.getByRole('button', { name: 'Copy the address of ct_cat256' }).waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
})
