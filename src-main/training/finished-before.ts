/**
 * A run that has become its model already, found again: one and the same command can be given as often as needed, also
 * where it was killed after the last byte of the model. Changes nothing.
 */
import { isDeepStrictEqual } from 'node:util'
import { JsonFields } from '../../src-shared/importers/json-fields.ts'
import { exists } from '../models/model-files.ts'
import { isModelFolder, readRecord } from '../models/model-record.ts'
import type { ModelRecord } from '../models/model-record.ts'
import { readLastCheckpoint } from './checkpoint.ts'
import { withChanges } from './prepare-run.ts'
import type { RunRecord } from './run-record.ts'
import type { FinishedEvent, ModelEvent } from './train-event.ts'
import { changesOf, placeOf, takenError } from './train-request.ts'
import type { TrainRequest } from './train-request.ts'
import { checkpointFolder } from './trainer.ts'

/**
 * What the end of the run has told, or null where there is nothing at the place of its model yet. UserError where
 * something else is there, or where the run is to go on from it: a model that is whole is never touched.
 */
export async function finishedBefore(
  request: TrainRequest,
  record: RunRecord | null,
): Promise<readonly [ModelEvent, FinishedEvent] | null> {
  const { out } = request
  if (!(await exists(out))) return null
  const changes = changesOf(request)
  const goesOn = record && changes && withChanges(record, changes) !== record
  const model = !goesOn && (await isModelFolder(out)) ? await readRecord(out) : null
  const training = record && model && trainingOf(model, record)
  if (!training) throw takenError(out)
  const { id, hash, folder } = model
  const step = training.integer('step', { min: 0 })
  const last = await readLastCheckpoint(checkpointFolder(placeOf(request)))
  const spent = new JsonFields(training.take('progress'), folder, 'remove it')
  return [
    { type: 'model', id, hash, folder, step },
    {
      type: 'finished',
      reason: 'before',
      steps: last?.state.step ?? step,
      computeSeconds: spent.number('computeSeconds'),
      cpuSeconds: spent.number('cpuSeconds'),
      dataWait: 0,
    },
  ]
}

/** What the model says of its training; null where that was another run. */
function trainingOf(model: ModelRecord, record: RunRecord): JsonFields | null {
  if (model.kind !== 'network' || model.training === undefined) return null
  const training = new JsonFields(model.training, model.folder, 'remove it')
  const written: unknown = JSON.parse(JSON.stringify(record))
  const same = Object.entries(written ?? {}).every(([name, value]: [string, unknown]) =>
    isDeepStrictEqual(training.take(name, null), value),
  )
  return same ? training : null
}
