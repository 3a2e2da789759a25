/**
 * A plan of the page as the settings of a run. Pure.
 */
import type { TrainingPlan } from '../../src-shared/contract/training-api.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { recipeNames } from '../../src-shared/training/recipe.ts'
import type { TrainSettings } from '../training/prepare-run.ts'

/** Settings for a run from the model in the folder `from`. UserError for a recipe that there is not. */
export function planSettings(plan: TrainingPlan, from: string | undefined): TrainSettings {
  const { length, seed, batch, strength, fields, patience } = plan
  const recipe = recipeNames.find((name) => name === plan.recipe)
  if (!recipe) {
    throw new UserError(
      `There is no recipe ${plan.recipe}; choose one of ${recipeNames.join(', ')}.`,
    )
  }
  return { recipe, from, seed, batch, strength, fields, patience, ...length }
}
