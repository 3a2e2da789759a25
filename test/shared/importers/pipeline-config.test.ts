import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import {
  checkModelIndex,
  modelIndexJson,
  parseSchedulerConfig,
  schedulerConfigToJson,
} from '../../../src-shared/importers/pipeline-config.ts'

function fixture(path: string): Record<string, unknown> {
  const url = new URL(`../../fixtures/tiny_bedroom256/${path}`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')) as Record<string, unknown>
}

const scheduler = fixture('scheduler/scheduler_config.json')
const index = fixture('model_index.json')

test("diffusers' scheduler settings come back as they were", () => {
  const config = parseSchedulerConfig(scheduler, 'scheduler_config.json')
  expect(config).toMatchObject({ sigmaMin: 0.002, sigmaMax: 80, sigmaData: 0.5, rho: 7 })
  expect(scheduler).toMatchObject(schedulerConfigToJson(config))
})

test("missing scheduler settings take diffusers' defaults", () => {
  const { _class_name } = scheduler
  expect(parseSchedulerConfig({ _class_name }, 's')).toEqual(parseSchedulerConfig(scheduler, 's'))
})

test.each([
  [{ _class_name: 'DDPMScheduler' }, '_class_name is "DDPMScheduler"'],
  [{ sigma_min: 0 }, 'sigma_min is 0'],
  [{ sigma_min: 80 }, 'sigma_min is not below sigma_max 80'],
  [{ sigma_max: null }, 'sigma_max is null'],
  [{ rho: '7' }, 'rho is "7"'],
  [{ num_train_timesteps: 1 }, 'num_train_timesteps is 1'],
  [{ clip_denoised: 0 }, 'clip_denoised is 0'],
])('a scheduler with %j is refused by name', (change, fault) => {
  const parse = () => parseSchedulerConfig({ ...scheduler, ...change }, 'scheduler_config.json')
  expect(parse).toThrow(UserError)
  expect(parse).toThrow(fault)
})

test('the index that is written is the one that diffusers writes', () => {
  expect(index).toMatchObject(modelIndexJson())
  expect(() => checkModelIndex(modelIndexJson(), 'model_index.json')).not.toThrow()
})

test.each([
  [{ _class_name: 'StableDiffusionPipeline' }, '_class_name is "StableDiffusionPipeline"'],
  [{ unet: ['diffusers', 'UNet2DConditionModel'] }, 'unet is ["diffusers","UNet2DConditionModel"]'],
  [{ scheduler: null }, 'scheduler is null'],
])('an index with %j is refused by name', (change, fault) => {
  const check = () => checkModelIndex({ ...index, ...change }, 'model_index.json')
  expect(check).toThrow(UserError)
  expect(check).toThrow(`model_index.json: ${fault}`)
})
