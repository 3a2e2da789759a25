/**
 * The options that several commands share, so that they read and behave the same everywhere.
 * Only words and ranges; what they do is the commands' affair.
 */
import { DEVICE_CHOICES } from '../../src-shared/contract/devices-api.ts'
import type { DeviceChoice } from '../../src-shared/contract/devices-api.ts'
import type { CommonRequest } from '../edits/edit-request.ts'
import { choice, flag, integer, required, text } from './options.ts'
import type { OptionTable, OptionValues } from './options.ts'

/** What runs a model; who names a device gets that one or an error. */
export const deviceOption = (usual: DeviceChoice) =>
  choice(DEVICE_CHOICES, `what runs the model (default: ${usual})`)

/** Which model, and how it is run. */
export const MODEL_OPTIONS = {
  model: text({ placeholder: 'ID|DIR', help: 'model to use (default: the one that comes along)' }),
  'window-batch': integer({ min: 1, max: 256, help: 'windows per run of the network' }),
  threads: integer({ min: 1, max: 1024, help: 'threads of the runtime (default: its own choice)' }),
  device: deviceOption('auto'),
} satisfies OptionTable

/** The same for what is measured, whose figures are the processor's unless told otherwise. */
export const MEASURED_MODEL_OPTIONS = {
  ...MODEL_OPTIONS,
  device: deviceOption('cpu'),
} satisfies OptionTable

type DeviceOption = Pick<OptionValues<typeof MODEL_OPTIONS>, 'device'>

/** The options, with what MEASURED_MODEL_OPTIONS says of the device. */
export function onProcessor<Options extends DeviceOption>(options: Options) {
  return { ...options, device: options.device ?? ('cpu' as const) }
}

/** How the sampler goes about it. */
export const SAMPLING_OPTIONS = {
  steps: integer({
    min: 1,
    max: 1000,
    help: "network calls at the coarsest scale (default: the tool's own number)",
  }),
  seed: integer({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    placeholder: 'S',
    help: 'start of the random numbers: same seed, same picture (default: 0)',
  }),
  label: integer({
    min: 0,
    max: 1_000_000,
    help: 'class, for a model that knows classes (default: any, drawn by the seed)',
  }),
} satisfies OptionTable

export const FORCE_OPTION = {
  force: flag('overwrite the output if it exists (never the source)'),
} satisfies OptionTable

/** What every command that writes a folder of pictures takes. */
export const FOLDER_OPTIONS = {
  out: required(text({ placeholder: 'DIR', help: 'folder for the pictures' })),
  ...FORCE_OPTION,
} satisfies OptionTable

export const DEFAULT_SEED = 0

/** The sampling options as the engine wants them: what was not given is left to each tool. */
export function samplingRequest(options: OptionValues<typeof SAMPLING_OPTIONS>): CommonRequest {
  const { seed = DEFAULT_SEED, steps, label } = options
  return {
    seed,
    ...(steps === undefined ? {} : { steps }),
    ...(label === undefined ? {} : { label }),
  }
}
