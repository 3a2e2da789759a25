/**
 * What the classes of a model are called. Pure.
 */
import { IMAGENET_CLASSES } from '../../src-shared/importers/imagenet-classes.ts'
import type { ModelRecord } from './model-record.ts'

/** Names in the order of the labels; null for a model whose classes have no known names, or that has none. */
export function classNamesOf({ classes }: Pick<ModelRecord, 'classes'>): readonly string[] | null {
  return classes === IMAGENET_CLASSES.length ? IMAGENET_CLASSES : null
}
