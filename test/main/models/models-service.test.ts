/** The models to choose from: those that are whole, from several folders, and what is said of them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deviceName } from '../../../src-main/models/device-name.ts'
import { keepModelOpen } from '../../../src-main/models/model-in-use.ts'
import { createModelLibrary } from '../../../src-main/models/model-library.ts'
import { readRecord } from '../../../src-main/models/model-record.ts'
import type { OpenModel } from '../../../src-main/models/open-model.ts'
import { createModelsService } from '../../../src-main/models/models-service.ts'
import { modelOf, windowMean } from '../../support/editing.ts'
import { bedroom, copyOf, imagenet, temporaryFolder, weightsOf } from './model-folders.ts'

test('lists the models of all folders with what people choose by', async () => {
  const [first, second] = [temporaryFolder(), temporaryFolder()]
  copyOf(imagenet, join(first, 'small'))
  copyOf(bedroom, join(second, 'large'))
  copyOf(bedroom, join(second, 'small'))
  const library = createModelLibrary({ folders: [first, join(first, 'none'), second] })
  const models = await createModelsService({ library, device: 'here' }).list()
  expect(models.map(({ id }) => id)).toEqual(['large', 'small'])
  const weights = [...weightsOf(imagenet).values()]
  expect(models[1]).toEqual({
    ...{ id: 'small', name: 'small', licence: 'unknown', windowSize: 32, classes: 10 },
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
  const library = createModelLibrary({ folders: [root], onFault: (fault) => faults.push(fault) })
  expect((await library.list()).map(({ id }) => id)).toEqual(['good'])
  expect(faults).toHaveLength(1)
  expect(faults[0]).toContain(join('bad', 'model_index.json'))
  await expect(library.find('bad')).rejects.toThrow('There is no model bad; choose one of good.')
})

test('keeps a model open until another one is asked for', async () => {
  const log: string[] = []
  const models = keepModelOpen((folder): Promise<OpenModel> => {
    log.push(`open ${folder}`)
    const release = () => Promise.resolve(void log.push(`release ${folder}`))
    return Promise.resolve({ ...modelOf(windowMean), record, device: 'cpu', release })
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
