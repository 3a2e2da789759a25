/**
 * The two small files beside a network in diffusers' consistency pipelines: the index and the scheduler.
 * Turns JSON into checked values and back; reads no file.
 */
import { sentence } from '../contract/sentences.ts'
import { JsonFields, show, type FieldFault } from './json-fields.ts'

/** CMStochasticIterativeScheduler's settings under their own names. */
export interface SchedulerConfig {
  /** Points of the noise grid that the model was trained on. */
  readonly numTrainTimesteps: number
  readonly sigmaMin: number
  readonly sigmaMax: number
  readonly sigmaData: number
  readonly rho: number
  readonly sNoise: number
  readonly clipDenoised: boolean
}

const tell = (fault: FieldFault) => sentence('modelLayout', fault)

/** The schedule in `json`; diffusers' defaults for what is missing. Throws UserError naming `file`. */
export function parseSchedulerConfig(json: unknown, file: string): SchedulerConfig {
  const fields = new JsonFields(json, file, tell)
  fields.choice('_class_name', ['CMStochasticIterativeScheduler'])
  const positive = (key: string, fallback: number) =>
    fields.number(key, { min: Number.MIN_VALUE, fallback })
  const config = {
    numTrainTimesteps: fields.integer('num_train_timesteps', { min: 2, fallback: 40 }),
    sigmaMin: positive('sigma_min', 0.002),
    sigmaMax: positive('sigma_max', 80),
    sigmaData: positive('sigma_data', 0.5),
    rho: positive('rho', 7),
    sNoise: positive('s_noise', 1),
    clipDenoised: fields.boolean('clip_denoised', true),
  }
  if (config.sigmaMin >= config.sigmaMax) {
    throw fields.wrong('sigma_min', `is not below sigma_max ${config.sigmaMax}`)
  }
  return config
}

/** `config` as diffusers writes it. */
export function schedulerConfigToJson(config: SchedulerConfig): Record<string, unknown> {
  return {
    _class_name: 'CMStochasticIterativeScheduler',
    clip_denoised: config.clipDenoised,
    num_train_timesteps: config.numTrainTimesteps,
    rho: config.rho,
    s_noise: config.sNoise,
    sigma_data: config.sigmaData,
    sigma_max: config.sigmaMax,
    sigma_min: config.sigmaMin,
  }
}

const parts = {
  scheduler: ['diffusers', 'CMStochasticIterativeScheduler'],
  unet: ['diffusers', 'UNet2DModel'],
} as const

/** Throws UserError naming `file` unless `json` is the index of a consistency pipeline. */
export function checkModelIndex(json: unknown, file: string): void {
  const fields = new JsonFields(json, file, tell)
  fields.choice('_class_name', ['ConsistencyModelPipeline'])
  for (const [key, expected] of Object.entries(parts)) {
    const found = fields.take(key)
    if (!isPair(found, expected)) {
      throw fields.wrong(key, `is ${show(found)}, not ${show(expected)}`)
    }
  }
}

const isPair = (found: unknown, [library, name]: readonly [string, string]): boolean =>
  Array.isArray(found) && found.length === 2 && found[0] === library && found[1] === name

/** The index of a consistency pipeline as diffusers writes it. */
export function modelIndexJson(): Record<string, unknown> {
  return { _class_name: 'ConsistencyModelPipeline', ...parts }
}
