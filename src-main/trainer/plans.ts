/**
 * What a plan of the page comes to: the run that it describes, and what that will take.
 */
import { statfs } from 'node:fs/promises'
import type {
  DatasetSource,
  TrainingEstimate,
  TrainingPlan,
} from '../../src-shared/contract/training-api.ts'
import { parameterCount } from '../../src-shared/onnx/training/flat-parameters.ts'
import { initialState } from '../../src-shared/training/train-step.ts'
import type { ModelLibrary } from '../models/model-library.ts'
import { choosePhotographs } from '../training/choose-photographs.ts'
import type { ChosenPhotographs } from '../training/choose-photographs.ts'
import { estimateRun } from '../training/estimate-run.ts'
import { patchSizeOf } from '../training/patch-size.ts'
import { draftRun } from '../training/prepare-run.ts'
import type { Draft } from '../training/prepare-run.ts'
import { surveyFolder } from '../training/survey-folder.ts'
import type { SurveyMemory } from '../training/survey-folder.ts'
import type { PaceBook } from './measure-pace.ts'
import { planSettings } from './plan-settings.ts'

export interface PlanOptions {
  readonly folderOf: (source: DatasetSource) => string
  /** The ONNX file of features of a plan. */
  readonly featuresOf: (plan: TrainingPlan) => string
  readonly library: Pick<ModelLibrary, 'find'>
  readonly memory: SurveyMemory
  readonly paces: PaceBook
  /** A folder on the disk that runs are kept on. */
  readonly root: string
}

export interface Plans {
  /** Folder of the photographs of a plan that can be; rejects with UserError for any other. */
  readonly check: (plan: TrainingPlan) => Promise<string>
  readonly estimate: (plan: TrainingPlan, signal?: AbortSignal) => Promise<TrainingEstimate>
}

export function createPlans(options: PlanOptions): Plans {
  return {
    check: async (plan) => (await draftPlan(plan, options)).folder,
    estimate: async (plan, signal) => {
      const { chosen, draft } = await draftPlan(plan, options, signal)
      const { recipe, network } = draft.record
      const state = initialState(recipe, new Float32Array())
      const size = {
        length: plan.length,
        batch: recipe.batch,
        parameters: parameterCount(network.config),
        arrays: 3 + state.averages.length + (state.target ? 1 : 0),
        photographs: chosen.photographs,
      }
      const pace = await options.paces.measure(draft, signal)
      return { ...estimateRun(size, pace), freeBytes: await freeBytes(options.root) }
    },
  }
}

interface DraftedPlan {
  readonly folder: string
  readonly chosen: ChosenPhotographs
  readonly draft: Draft
}

async function draftPlan(
  plan: TrainingPlan,
  { folderOf, featuresOf, library, memory }: PlanOptions,
  signal?: AbortSignal,
): Promise<DraftedPlan> {
  const folder = folderOf(plan.data.source)
  const from = plan.base === null ? undefined : (await library.find(plan.base)).folder
  const minSide = await patchSizeOf(from)
  const files = await surveyFolder(folder, { minSide, memory, signal })
  const chosen = choosePhotographs(files, plan.data)
  const data = { folder, choice: plan.data, chosen }
  const settings = planSettings(plan, { from, features: featuresOf(plan) })
  return { folder, chosen, draft: await draftRun(settings, data, '') }
}

async function freeBytes(folder: string): Promise<number | null> {
  const disk = await statfs(folder).catch(() => null)
  return disk && disk.bavail * disk.bsize
}
