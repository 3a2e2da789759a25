/**
 * Opens the model that a command was told to use, on the device that it was told, and releases it whatever happens.
 * Which models there are is the library's knowledge, not this file's.
 */
import type {
  DeviceChoice,
  DeviceFall,
  DeviceId,
  DeviceLine,
} from '../../src-shared/contract/devices-api.ts'
import { wordsFor } from '../devices/devices-service.ts'
import { openOnDevice } from '../devices/open-on-device.ts'
import { checkLabel } from '../models/check-label.ts'
import { findModel } from '../models/library.ts'
import type { OpenModel } from '../models/opened-model.ts'
import type { CommandContext } from './command.ts'
import type { MODEL_OPTIONS } from './common-options.ts'
import { chooseDevice, machineTester } from './machine.ts'
import type { OptionValues } from './options.ts'

type ModelChoice = OptionValues<typeof MODEL_OPTIONS> & { readonly label?: number | undefined }

/** What a command does with a model; the line names what runs at the moment. */
export type ModelWork<Result> = (model: OpenModel, line: () => DeviceLine) => Promise<Result>

/**
 * The result of `work` with the chosen model. UsageError when the label is none of the model's, UserError when a
 * device that was named is not there or cannot run the model.
 */
export async function withModel<Result>(
  choice: ModelChoice,
  { note, progress, signal }: Pick<CommandContext, 'note' | 'progress' | 'signal'>,
  work: ModelWork<Result>,
): Promise<Result> {
  const record = await findModel(choice.model)
  checkLabel(choice.label, record)
  const device: DeviceChoice = choice.device ?? 'auto'
  const tester = machineTester(signal)
  const onTest = (id: DeviceId) => progress.show({ label: `test ${id}`, done: 0, total: 1 })
  const { model, line } = await openOnDevice(record, {
    tester,
    chosen: await chooseDevice(tester, record, { device, signal, onTest }),
    threads: choice.threads,
    windowBatch: choice['window-batch'],
    onFall: (fall) => note(sentenceFor(fall)),
  })
  const { onCpu } = line()
  if (onCpu.length > 0) note(`${wordsFor(line())} leaves ${onCpu.join(', ')} to the processor.`)
  try {
    return await work(model, line)
  } finally {
    await model.release()
  }
}

/** What happened to a run, for standard error. */
export function sentenceFor(fall: DeviceFall): string {
  switch (fall.kind) {
    case 'smaller-batch':
      return `The memory of ${fall.device} is too small; going on with ${fall.windows} windows at a time.`
    case 'out-of-memory':
      return `The memory of ${fall.from} is too small for the model; going on with ${fall.to}.`
    case 'refused':
      return `${fall.from} failed (${fall.detail}); going on with ${fall.to}.`
  }
}
