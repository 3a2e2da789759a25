/**
 * A plan of the page as the settings of a run. Pure.
 */
import type { TrainingPlan } from '../../src-shared/contract/training-api.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { recipeNames } from '../../src-shared/training/recipe.ts'
import type { TrainSettings } from '../training/prepare-run.ts'

/** Files that a plan names by their grants: the folder of its model, and an ONNX file of features. */
export interface PlanFiles {
  readonly from: string | undefined
  readonly features: string
}

/** Settings for a run. UserError for a recipe that there is not. */
export function planSettings(plan: TrainingPlan, files: PlanFiles): TrainSettings {
  const { length, seed, batch, strength, fields, patience, device } = plan
  const recipe = recipeNames.find((name) => name === plan.recipe)
  if (!recipe) {
    throw new UserError(
      `There is no recipe ${plan.recipe}; choose one of ${recipeNames.join(', ')}.`,
    )
  }
  return { recipe, seed, batch, strength, fields, patience, device, ...files, ...length }
}
