/**
 * What people choose a model by.
 */
import type { ModelSummary } from '../../src-shared/contract/models-api.ts'
import type { ModelRecord } from './model-record.ts'
import { parametersOf } from './model-size.ts'
import { trainsAs } from './trains-as.ts'

export function summaryOf(record: ModelRecord): ModelSummary {
  const { id, name, licence, hash, windowSize, classes, origin } = record
  const parameters = parametersOf(record)
  const common = { id, name, licence, hash, windowSize, classes, parameters, origin }
  return { ...common, trainsAs: trainsAs(record) }
}
