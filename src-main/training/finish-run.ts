/**
 * Turns a run that has ended into a model folder: the best weights of its last stage or the last, the card, the curve.
 * Changes nothing in the run's own folder.
 */
import { unflatten } from '../../src-shared/onnx/training/flat-parameters.ts'
import { SIGMA_DATA, SIGMA_MAX, SIGMA_MIN } from '../../src-shared/diffusion/noise-schedule.ts'
import { isDiffusion } from '../../src-shared/training/recipe.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { modelFiles } from '../models/model-files.ts'
import { idOfFolder } from '../models/model-name.ts'
import { writeModel } from '../models/write-model.ts'
import { readCheckpoint, readLastCheckpoint } from './checkpoint.ts'
import type { Checkpoint } from './checkpoint.ts'
import { drawCurve } from './curve.ts'
import { measureDenoising, resultOf } from './evaluation.ts'
import type { EvaluationOptions } from './evaluation.ts'
import { modelCard } from './model-card.ts'
import { readLog } from './run-log.ts'
import type { Keep, RunRecord } from './run-record.ts'
import type { ModelEvent } from './train-event.ts'
import { checkpointFolder, logFile } from './trainer.ts'

const SCHEDULER = {
  numTrainTimesteps: 40,
  sigmaMin: SIGMA_MIN,
  sigmaMax: SIGMA_MAX,
  sigmaData: SIGMA_DATA,
  rho: 7,
  sNoise: 1,
  clipDenoised: true,
}

export interface EndedRun {
  readonly runFolder: string
  /** The model folder to write. */
  readonly out: string
  /** As its folder if not given. */
  readonly name?: string | undefined
  readonly record: RunRecord
  readonly evaluation: EvaluationOptions
}

/** Writes the evaluation average of the best checkpoint as 16-bit floats and tells of the model. */
export async function finishRun({
  runFolder,
  out,
  name,
  record,
  evaluation,
}: EndedRun): Promise<ModelEvent> {
  const { last, chosen } = await chooseCheckpoint(runFolder, record.keep)
  const log = await readLog(logFile(runFolder))
  const denoising = await measureDenoising(resultOf(chosen.state), evaluation)
  const id = idOfFolder(out)
  const { step } = chosen.state
  const facts = { name: name ?? id, record, step, progress: last.progress, denoising, log }
  const { config, folding } = record.network
  const model = await writeModel(
    out,
    {
      id,
      name: facts.name,
      licence: record.licence,
      patchFolding: folding,
      config,
      scheduler: SCHEDULER,
      teacher: isDiffusion(record.recipe) ? { noiseScale: 1 } : null,
      training: { ...record, step, progress: last.progress, denoising },
      weights: unflatten(config, resultOf(chosen.state)),
      card: modelCard(facts),
      extras: { [modelFiles.curve]: drawCurve(log, `${facts.name}: ${record.recipe.name}`) },
    },
    { dtype: 'F16' },
  )
  return { type: 'model', id: model.id, hash: model.hash, folder: model.folder, step }
}

/** The last checkpoint, and the one that becomes the model: the best of the last stage if not the last is wanted. */
async function chooseCheckpoint(
  runFolder: string,
  keep: Keep = 'best',
): Promise<{ last: Checkpoint; chosen: Checkpoint }> {
  const folder = checkpointFolder(runFolder)
  const last = await readLastCheckpoint(folder)
  if (!last) throw new UserError(sentence('checkpointNone', { folder }))
  if (keep === 'last') return { last, chosen: last }
  const { best } = last.progress
  return { last, chosen: (best && (await readCheckpoint(folder, best.step))) ?? last }
}
