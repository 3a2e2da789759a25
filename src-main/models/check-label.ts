/**
 * Whether a class label can be asked of a model.
 */
import { UsageError } from '../../src-shared/contract/user-error.ts'
import type { ModelRecord } from './model-record.ts'

/** Throws UsageError when the label is none of the model's; no label always fits. */
export function checkLabel(
  label: number | undefined,
  { classes, id }: Pick<ModelRecord, 'classes' | 'id'>,
): void {
  if (label === undefined) return
  if (classes === null) throw new UsageError(`The model ${id} knows no classes; leave out --label.`)
  if (label < classes) return
  throw new UsageError(`The model ${id} knows the classes 0 to ${classes - 1}, not ${label}.`)
}
