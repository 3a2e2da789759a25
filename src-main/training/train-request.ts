/**
 * What can be asked of the `train` command, and whether it can be: checked before anything is read of photographs.
 */
import { stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { UsageError, UserError } from '../../src-shared/contract/user-error.ts'
import { faultOfName } from '../models/model-name.ts'
import type { PhotographChoice } from './choose-photographs.ts'
import { draftRun } from './prepare-run.ts'
import type { Data, RunChanges, TrainSettings } from './prepare-run.ts'
import { readRunRecord } from './run-record.ts'
import type { RunRecord } from './run-record.ts'

export interface TrainRequest {
  readonly folder: string
  /** What the card calls it; its own name if not given. */
  readonly folderName?: string | undefined
  /** Which photographs of it; all but duplicates if not given. A resumed run has its own choice. */
  readonly choice?: PhotographChoice | undefined
  /** The model folder that the run ends in. */
  readonly out: string
  /** Where the run itself lives; beside the model if not given, in `<out>.run`. */
  readonly runFolder?: string | undefined
  /** What the model is called; as its folder if not given. */
  readonly name?: string | undefined
  readonly settings: TrainSettings
  readonly resume: boolean
  /** Threads of the runtime. A run resumed with as many as before ends bit-equal. */
  readonly threads?: number | undefined
  /** As it was typed, for the record. */
  readonly command: string
}

/** Where the run lives that a request begins or goes on with. */
export const placeOf = ({ out, runFolder }: TrainRequest) => runFolder ?? `${resolve(out)}.run`

/** Settings that a resumed run may change. */
const CHANGEABLE = ['steps', 'stages', 'keep']

/** What a resumed run is to be from now on; undefined where it is to go on as it is. */
export function changesOf({ settings, command }: TrainRequest): RunChanges | undefined {
  const { steps, stages, keep } = settings
  const changed = [steps, stages, keep].some((value) => value !== undefined)
  return changed ? { steps, stages, keep, command } : undefined
}

/** UserError or UsageError for what can be seen to be wrong without looking at photographs. */
export async function checkRequest(request: TrainRequest): Promise<void> {
  const { out, settings, resume } = request
  const parent = await stat(dirname(resolve(out))).catch(() => null)
  if (!parent?.isDirectory()) {
    throw new UserError(
      `The folder ${dirname(resolve(out))} for the model does not exist; create it.`,
    )
  }
  checkModelFolder('out', out)
  // A run that is resumed may be the one that it came of.
  if (!resume && (await stat(out).catch(() => null))) throw takenError(out)
  if (settings.steps !== undefined && settings.minutes !== undefined) {
    throw new UsageError('--steps and --minutes both say how long; give one of them.')
  }
  const runFolder = placeOf(request)
  const isThere = (await readRunRecord(runFolder)) !== null
  if (!resume && isThere) {
    throw new UserError(`${runFolder} holds a run already; go on with it by --resume or remove it.`)
  }
  if (resume && !isThere && !isChosen(request)) {
    throw new UserError(`${runFolder} holds no run to resume; begin one without --resume.`)
  }
}

/** UsageError for a folder whose name no model can have. */
export function checkModelFolder(option: string, folder: string): void {
  const name = basename(resolve(folder))
  const fault = faultOfName(name)
  if (fault === null) return
  throw new UsageError(`--${option} ends in '${name}', which ${fault}; choose another name.`)
}

export const takenError = (out: string) =>
  new UserError(`${out} is there already; choose another --out or remove it.`)

/**
 * Whether a request says what run it wants, besides its length: then --resume begins it where it has not begun, so that
 * one and the same command can be given as often as needed.
 */
export function isChosen({ settings }: TrainRequest): boolean {
  return Object.entries(settings).some(
    ([name, value]) => value !== undefined && !CHANGEABLE.includes(name) && name !== 'features',
  )
}

/** UsageError where what is asked for is another run than the one that is there. */
export async function checkSame(
  { settings }: TrainRequest,
  { data, record }: { readonly data: Data; readonly record: RunRecord },
): Promise<void> {
  const asked = await draftRun({ ...settings, minutes: undefined }, data, '')
  if (isDeepStrictEqual(decisiveOf(asked.record), decisiveOf(record))) return
  throw new UsageError(
    '--resume goes on with the settings of the run; leave them out, or give the same ones as before.',
  )
}

/** What a run cannot change while it goes on. */
function decisiveOf({ recipe, seed, base, licence, ...rest }: RunRecord) {
  const { features = null, patience = null, device = 'cpu' } = rest
  const levels = { ...recipe.levels, stages: 0 }
  return {
    recipe: { ...recipe, levels, steps: 0 },
    seed,
    base,
    licence,
    features,
    patience,
    device,
  }
}
