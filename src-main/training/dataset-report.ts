/**
 * What a folder holds, for people. Pure.
 */
import type {
  DatasetReport,
  PhotographReport,
  PhotographUse,
} from '../../src-shared/contract/training-api.ts'
import { reportClasses } from './photograph-classes.ts'
import type { ModelClasses } from './photograph-classes.ts'

/** The report of a folder called `name`, for a model with these classes. */
export function datasetReport(
  name: string,
  photographs: readonly PhotographReport[],
  classes: ModelClasses | null,
): DatasetReport {
  const count = (use: PhotographUse) => photographs.filter((one) => one.use === use).length
  const used = photographs.filter(({ use }) => use === 'training' || use === 'validation')
  return {
    name,
    photographs,
    counts: {
      training: count('training'),
      validation: count('validation'),
      excluded: count('excluded'),
      duplicate: count('duplicate'),
      unusable: count('unusable'),
    },
    bytes: used.reduce((sum, { bytes }) => sum + bytes, 0),
    megapixels: used.reduce((sum, { width, height }) => sum + width * height, 0) / 1e6,
    classes: classes && reportClasses(used, classes),
  }
}
