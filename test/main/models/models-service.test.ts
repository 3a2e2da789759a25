/** The models to choose from: those that are whole, from several folders, and what is said of them. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { probeModel } from '../../../src-main/devices/probe-model.ts'
import { deviceName } from '../../../src-main/models/device-name.ts'
import { keepModelOpen } from '../../../src-main/models/model-in-use.ts'
import { createModelLibrary } from '../../../src-main/models/model-library.ts'
import { readRecord } from '../../../src-main/models/model-record.ts'
import type { OpenModel } from '../../../src-main/models/opened-model.ts'
import { createModelsService } from '../../../src-main/models/models-service.ts'
import { modelOf, windowMean } from '../../support/editing.ts'
import {
  bedroom,
  copyOf,
  imagenet,
  temporaryFolder,
  weightsFile,
  weightsOf,
} from './model-folders.ts'

const rest = {
  prober: { measure: probeModel },
  device: 'here',
  uploads: join(tmpdir(), 'no-uploads'),
  release: () => Promise.resolve(),
}

test('lists the models of all folders with what people choose by', async () => {
  const [first, second] = [temporaryFolder(), temporaryFolder()]
  copyOf(imagenet, join(first, 'small'))
  copyOf(bedroom, join(second, 'large'))
  copyOf(bedroom, join(second, 'small'))
  const library = createModelLibrary({ shipped: first, own: second })
  const models = await createModelsService({ library, ...rest }).list()
  expect(models.map(({ id }) => id)).toEqual(['small', 'large'])
  const weights = [...weightsOf(imagenet).values()]
  expect(models[0]).toEqual({
    ...{ id: 'small', name: 'small', licence: 'unknown', windowSize: 32, classes: 10 },
    origin: 'shipped',
    trainsAs: 'consistency',
    hash: (await readRecord(imagenet)).hash,
    parameters: weights.reduce((sum, { data }) => sum + data.length, 0),
  })
})

test('leaves out a folder at fault, and tells of it', async () => {
  const root = temporaryFolder()
  copyOf(imagenet, join(root, 'good'))
  mkdirSync(join(root, 'bad'))
  writeFileSync(join(root, 'bad', 'model_index.json'), '{')
  const faults: string[] = []
  const library = createModelLibrary({
    shipped: join(root, 'none'),
    own: root,
    onFault: (fault) => faults.push(fault),
  })
  expect((await library.list()).map(({ id }) => id)).toEqual(['good'])
  expect(faults).toHaveLength(1)
  expect(faults[0]).toContain(join('bad', 'model_index.json'))
  await expect(library.find('bad')).rejects.toThrow('There is no model bad; choose one of good.')
})

test('renames and removes what the user brought in, and nothing that came with the program', async () => {
  const [shipped, own] = [temporaryFolder(), temporaryFolder()]
  copyOf(imagenet, join(shipped, 'small'))
  copyOf(bedroom, join(own, 'large'))
  const library = createModelLibrary({ shipped, own })
  const models = createModelsService({ library, ...rest })
  await models.rename({ id: 'large', name: ' Bedrooms\n at\u0007 night ' })
  expect((await models.list()).map(({ name, origin }) => [name, origin])).toEqual([
    ['small', 'shipped'],
    ['Bedrooms at night', 'imported'],
  ])
  await models.setDefault({ task: 'remove', model: 'large' })
  await models.setDefault({ task: 'enlarge', model: 'small' })
  await models.setDefault({ task: 'denoise', model: 'small' })
  await models.setDefault({ task: 'denoise', model: null })
  expect(await models.defaults()).toEqual({ remove: 'large', enlarge: 'small' })
  await expect(models.setDefault({ task: 'paint', model: 'none' })).rejects.toThrow('no model none')
  await models.remove('large')
  expect(await models.defaults()).toEqual({ enlarge: 'small' })
  expect(readdirSync(own)).toEqual(['defaults.json'])
  await expect(models.remove('small')).rejects.toThrow('came with the program')
  await expect(models.rename({ id: 'small', name: 'x' })).rejects.toThrow('came with the program')
})

test('tells what a model is, and whether its weights are what they were', async () => {
  const own = temporaryFolder()
  copyOf(imagenet, join(own, 'small'))
  const library = createModelLibrary({ shipped: join(own, 'none'), own })
  const models = createModelsService({ library, ...rest })
  writeFileSync(join(own, 'small', 'MODEL_CARD.md'), '# Small')
  const before = await models.details('small')
  const path = join(own, 'small', weightsFile)
  expect(before).toMatchObject({ card: '# Small', removable: true, classes: 10 })
  expect(before.diskUse).toBeGreaterThan(statSync(path).size)
  await models.rename({ id: 'small', name: 'Small' }) // writes the record, with the hash
  expect(await models.isWhole({ job: 'j', id: 'small' })).toBe(true)
  const bytes = readFileSync(path)
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
  writeFileSync(path, bytes)
  expect(await models.isWhole({ job: 'j', id: 'small' })).toBe(false)
})

test('keeps a model open until another one is asked for', async () => {
  const log: string[] = []
  const models = keepModelOpen(({ folder }): Promise<OpenModel> => {
    log.push(`open ${folder}`)
    const release = () => Promise.resolve(void log.push(`release ${folder}`))
    return Promise.resolve({
      ...modelOf(windowMean),
      record,
      device: 'cpu',
      precision: 'fp32',
      release,
    })
  })
  const record = { ...(await readRecord(imagenet)), folder: 'a' }
  expect(await models.use(record)).toBe(await models.use({ ...record }))
  await models.use({ ...record, folder: 'b' })
  await models.release()
  await models.release()
  expect(log).toEqual(['open a', 'release a', 'open b', 'release b'])
})

test('the device is called as its maker calls it', () => {
  expect(deviceName([{ model: 'Some  CPU @ 2GHz ' }, { model: 'x' }])).toBe(
    'Some CPU @ 2GHz (2 threads)',
  )
  expect(deviceName([])).toBe('Processor')
})
