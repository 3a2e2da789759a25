import { mkdirSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { findModel } from '../../../src-main/models/library.ts'
import { createModelLibrary } from '../../../src-main/models/model-library.ts'
import { readModel } from '../../../src-main/models/read-model.ts'
import { writeModel, type NewModel } from '../../../src-main/models/write-model.ts'
import { floatToHalf, halfToFloat } from '../../../src-shared/tensor/half.ts'
import { bedroom, copyOf, imagenet, temporaryFolder } from './model-folders.ts'

async function newModel(source: string, id: string): Promise<NewModel> {
  const { record, weights } = await readModel(source)
  const { config, scheduler, patchFolding } = record
  const words = { id, name: `Model ${id}`, licence: 'CC0-1.0', card: `# ${id}\n` }
  return { ...words, config, scheduler, patchFolding, weights, training: { steps: 7 } }
}

test.each([bedroom, imagenet])('%s is the same after it is written and read', async (source) => {
  const folder = join(temporaryFolder(), 'copy')
  const model = await newModel(source, 'copy')
  const written = await writeModel(folder, model, { dtype: 'F32' })
  const { record, weights } = await readModel(folder)
  expect(record).toEqual(written)
  const { id, name, licence, config, scheduler, patchFolding, training } = model
  expect(record).toMatchObject({ id, name, licence, config, scheduler, patchFolding, training })
  expect(weights).toEqual(model.weights)
  expect(readFileSync(join(folder, 'MODEL_CARD.md'), 'utf8')).toBe('# copy\n')
})

test("the files hold what diffusers' own files hold", async () => {
  const folder = join(temporaryFolder(), 'copy')
  await writeModel(folder, await newModel(bedroom, 'copy'), { dtype: 'F32' })
  for (const name of ['model_index.json', 'unet/config.json', 'scheduler/scheduler_config.json']) {
    const theirs = JSON.parse(readFileSync(join(bedroom, name), 'utf8')) as Record<string, unknown>
    delete theirs['_diffusers_version']
    delete theirs['_name_or_path']
    expect(JSON.parse(readFileSync(join(folder, name), 'utf8'))).toMatchObject(theirs)
  }
})

test('16-bit weights take half the space and are the nearest 16-bit numbers', async () => {
  const folder = join(temporaryFolder(), 'half')
  const model = await newModel(bedroom, 'half')
  await writeModel(folder, model, { dtype: 'F16' })
  const { weights } = await readModel(folder)
  for (const [name, { data }] of model.weights) {
    expect(weights.get(name)?.data).toEqual(halfToFloat(floatToHalf(data)))
  }
})

test('a model that is there is replaced only when that is allowed, and other folders never', async () => {
  const root = temporaryFolder()
  const folder = join(root, 'a')
  mkdirSync(folder)
  await writeModel(folder, await newModel(bedroom, 'first'), { dtype: 'F16' })
  const second = await newModel(imagenet, 'second')
  await expect(writeModel(folder, second, { dtype: 'F16' })).rejects.toThrow(`${folder} exists;`)
  expect((await findModel(folder)).id).toBe('first')
  await writeModel(folder, second, { dtype: 'F16', force: true })
  expect((await findModel(folder)).id).toBe('second')
  const other = join(root, 'photographs')
  mkdirSync(other)
  writeFileSync(join(other, 'a.jpg'), '')
  await expect(writeModel(other, second, { dtype: 'F16', force: true })).rejects.toThrow(
    'holds other things than a model',
  )
  expect(readdirSync(root).sort()).toEqual(['a', 'photographs'])
})

test('nothing that a library would list is there before all of it is', async () => {
  const root = temporaryFolder()
  const names = new Set<string>()
  const watcher = watch(root, (_, name) => void names.add(name ?? ''))
  await writeModel(join(root, 'a'), await newModel(bedroom, 'a'), { dtype: 'F16' })
  await vi.waitFor(() => expect(names).toContain('a'))
  watcher.close()
  const others = [...names].filter((name) => name !== 'a')
  expect(others).toEqual([`.a.${process.pid}.part`])
})

test('what a killed process has left of a model goes when the model is written, and nothing else does', async () => {
  const root = temporaryFolder()
  for (const name of ['.a.123.part', '.a.b.7.part', '.a.notes', 'a.5.part'])
    mkdirSync(join(root, name))
  await writeModel(join(root, 'a'), await newModel(bedroom, 'a'), { dtype: 'F16' })
  expect(readdirSync(root).sort()).toEqual(['.a.b.7.part', '.a.notes', 'a', 'a.5.part'])
})

test('a place that does not exist or is a file is refused, and nothing is left', async () => {
  const root = temporaryFolder()
  const model = await newModel(bedroom, 'a')
  await expect(writeModel(join(root, 'x', 'a'), model, { dtype: 'F16' })).rejects.toThrow(
    `${join(root, 'x')} does not exist; create the folder`,
  )
  writeFileSync(join(root, 'file'), '')
  await expect(writeModel(join(root, 'file'), model, { dtype: 'F16' })).rejects.toThrow(
    'is not a folder',
  )
  const long = join(root, 'a'.repeat(300))
  await expect(writeModel(long, model, { dtype: 'F16' })).rejects.toThrow('the name is too long')
  expect(readdirSync(root)).toEqual(['file'])
})

test('weights that are not complete are a defect, found before anything is written', async () => {
  const root = temporaryFolder()
  const model = await newModel(bedroom, 'a')
  const weights = new Map(model.weights)
  weights.delete('conv_in.weight')
  await expect(
    writeModel(join(root, 'a'), { ...model, weights }, { dtype: 'F32' }),
  ).rejects.toThrow(RangeError)
  expect(readdirSync(root)).toEqual([])
})

test('the library lists models by id and finds them by id or folder', async () => {
  const root = temporaryFolder()
  await writeModel(join(root, '1'), await newModel(bedroom, 'zebra'), { dtype: 'F16' })
  await writeModel(join(root, '2'), await newModel(bedroom, 'ant'), { dtype: 'F16' })
  mkdirSync(join(root, 'empty'))
  const library = createModelLibrary({ shipped: root, own: join(root, 'none') })
  expect((await library.list()).map(({ id }) => id)).toEqual(['ant', 'zebra'])
  expect((await findModel('zebra', library)).folder).toBe(join(root, '1'))
  expect((await findModel(undefined, library)).id).toBe('ant')
  const elsewhere = copyOf(imagenet, temporaryFolder())
  expect((await findModel(elsewhere, library)).folder).toBe(elsewhere)
})

test('a model that is not there is refused with a list of those that are', async () => {
  const root = temporaryFolder()
  const none = createModelLibrary({ shipped: join(root, 'none'), own: join(root, 'none') })
  await expect(findModel(undefined, none)).rejects.toThrow('The library has no model')
  await writeModel(join(root, '1'), await newModel(bedroom, 'ant'), { dtype: 'F16' })
  const library = createModelLibrary({ shipped: join(root, 'none'), own: root })
  await expect(findModel('bee', library)).rejects.toThrow(
    'bee is neither a model folder nor a model of the library, which has ant',
  )
})
