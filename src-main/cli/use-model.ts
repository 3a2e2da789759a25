/**
 * Opens the model that a command was told to use and releases it whatever happens.
 * Which models there are is the library's knowledge, not this file's.
 */
import { UsageError } from '../../src-shared/contract/user-error.ts'
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
  const { folder, classes, id } = await findModel(choice.model)
  if (choice.label !== undefined) checkLabel(choice.label, classes, id)
  const model = await openModel(folder, {
    threads: choice.threads,
    windowBatch: choice['window-batch'],
  })
  try {
    return await work(model)
  } finally {
    await model.release()
  }
}

function checkLabel(label: number, classes: number | null, id: string): void {
  if (classes === null) throw new UsageError(`The model ${id} knows no classes; leave out --label.`)
  if (label < classes) return
  throw new UsageError(`The model ${id} knows the classes 0 to ${classes - 1}, not ${label}.`)
}
