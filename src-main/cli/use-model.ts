/**
 * Opens the model that a command was told to use and releases it whatever happens.
 * Which models there are is the library's knowledge, not this file's.
 */
import { checkLabel } from '../models/check-label.ts'
import { findModel } from '../models/library.ts'
import { openModel } from '../models/open-model.ts'
import type { OpenModel } from '../models/open-model.ts'
import type { MODEL_OPTIONS } from './common-options.ts'
import type { OptionValues } from './options.ts'

type ModelChoice = OptionValues<typeof MODEL_OPTIONS> & { readonly label?: number | undefined }

/** The result of `work` with the chosen model. UsageError when the label is none of the model's. */
export async function withModel<Result>(
  choice: ModelChoice,
  work: (model: OpenModel) => Promise<Result>,
): Promise<Result> {
  const record = await findModel(choice.model)
  checkLabel(choice.label, record)
  const model = await openModel(record.folder, {
    threads: choice.threads,
    windowBatch: choice['window-batch'],
  })
  try {
    return await work(model)
  } finally {
    await model.release()
  }
}
