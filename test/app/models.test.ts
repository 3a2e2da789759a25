/**
 * Models of others in the editor: dropped, asked about, chosen, compared and removed, as a person does it.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { differing } from './support/compare.ts'
import { openEditor } from './support/editor.ts'
import type { Editor } from './support/editor.ts'
import { photographFile, samplesOf } from './support/photographs.ts'
import { unclearGraph } from './support/unclear-graph.ts'

const FIXTURES = join('test', 'fixtures')
/** Of the ten classes of the fixture. */
const CLASS_BYTES = 4 * 10 * 64
const SMALL = { left: 160, top: 120, width: 96, height: 64 }

interface Entry {
  readonly shape: readonly number[]
  readonly data_offsets: readonly [begin: number, end: number]
}

/** The small network with as many classes as ImageNet has: its own, which come first in the file, over and over. */
async function thousandClasses() {
  const folder = join(FIXTURES, 'tiny_imagenet64', 'unet')
  const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as object
  const bytes = await readFile(join(folder, 'diffusion_pytorch_model.safetensors'))
  const dataStart = 8 + Number(bytes.readBigUInt64LE())
  const header = JSON.parse(bytes.toString('utf8', 8, dataStart)) as Record<string, Entry>
  const table = bytes.subarray(dataStart, dataStart + CLASS_BYTES)
  const added = 99 * CLASS_BYTES
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue
    const [begin, end] = entry.data_offsets
    const offsets = [begin === 0 ? 0 : begin + added, end + added]
    header[name] = { ...entry, data_offsets: [offsets[0] ?? 0, offsets[1] ?? 0] }
    if (begin === 0) header[name] = { ...header[name], shape: [1000, 64] }
  }
  const text = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  const data = [
    ...Array.from({ length: 100 }, () => table),
    bytes.subarray(dataStart + CLASS_BYTES),
  ]
  const json = JSON.stringify({ ...config, num_class_embeds: 1000 })
  return [
    { name: 'Things.safetensors', bytes: Buffer.concat([length, text, ...data]) },
    { name: 'config.json', bytes: Buffer.from(json) },
  ]
}

let editor: Editor
let page: Editor['page']

beforeAll(async () => {
  editor = await openEditor()
  page = editor.page
})
afterEach(() => {
  expect(editor.complaints).toEqual([])
})
afterAll(() => editor.close())

const shown = (name: string) => page.getByRole('article', { name, exact: true }).waitFor()
const openLibrary = () =>
  page.getByRole('navigation', { name: 'Tasks' }).getByRole('button', { name: 'Models' }).click()

test('a dropped model is in the library with what it is', async () => {
  await editor.open(await photographFile('astronaut.png', SMALL))
  await editor.drop(await thousandClasses())
  await shown('Things')
  const facts = await page.getByRole('article').locator('dl').innerText()
  expect(facts).toMatch(/Classes\s+1000/)
  expect(facts).toMatch(/32 × 32 pixels/)
  await page.getByRole('button', { name: 'Check the weights' }).click()
  await page.getByText('The weights of Things are whole.').waitFor()
})

test('a graph that does not say what it computes is asked about, and then runs', async () => {
  await editor.drop([{ name: 'Rooms.onnx', bytes: await unclearGraph() }], 'model')
  const dialog = page.getByRole('dialog', { name: 'What is what in this graph?' })
  await dialog.waitFor()
  await dialog.getByRole('combobox', { name: 'It computes' }).click()
  await page.getByRole('option', { name: 'the clean image' }).click()
  await dialog.getByRole('button', { name: 'Bring it in' }).click()
  await shown('Rooms')
  await page.getByText('a graph that only runs').waitFor()
})

test('a file that is no model is refused in a sentence, and nothing is added', async () => {
  const bytes = Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\n')
  await editor.drop([{ name: 'pointer.safetensors', bytes }], 'model')
  await page.getByText('pointer.safetensors is only a Git LFS pointer').waitFor()
  const models = page.getByRole('navigation', { name: 'Models' }).getByRole('button')
  expect(await models.count()).toBe(3)
})

test('its classes are found by name, and an edit asks for the one that was chosen', async () => {
  await page.getByRole('button', { name: /^Things/ }).click()
  await page.getByRole('button', { name: 'Use it' }).click()
  await editor.task('Denoise')
  await page.getByRole('combobox', { name: 'Class' }).click()
  await page.keyboard.type('golden retriever')
  await page.getByRole('option', { name: 'golden retriever' }).click()
  const source = await samplesOf((await photographFile('astronaut.png', SMALL)).bytes)
  await editor.setSlider('Noise', 20)
  await editor.apply()
  const dog = await samplesOf(await editor.exportFile())
  expect(differing(dog, source)).toBeGreaterThan(1000)
})

test('two models are compared on the same edit', async () => {
  await openLibrary()
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  const line = page.getByRole('slider', { name: 'Boundary between the two models' })
  await line.waitFor()
})

test('a task takes the model that it was given, until that is removed', async () => {
  const article = page.getByRole('article', { name: 'Things' })
  const toggle = article.getByRole('button', { name: 'Denoise', exact: true })
  await toggle.click()
  await article.getByRole('button', { name: 'Denoise', exact: true, pressed: true }).waitFor()
  await article.getByRole('button', { name: 'Remove', exact: true }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('button', { name: /^Things/ }).waitFor({ state: 'detached' })
  const models = page.getByRole('navigation', { name: 'Models' }).getByRole('button')
  expect(await models.count()).toBe(2)
})
