/**
 * Where a recipe's schedules are at a step, for people to follow. Pure; the updates themselves ask levels.ts.
 */
import { pointsAt, targetRateAt } from '../../src-shared/training/levels.ts'
import type { TrainRecipe } from '../../src-shared/training/recipe.ts'
import { hasTargetAverage } from '../../src-shared/training/recipe.ts'
import { recipeRateAt } from '../../src-shared/training/optimizer-progress.ts'
import type { ScheduleNow } from './train-event.ts'

/** N(k), mu(k) and the learning rate of update `step` (from 0). */
export function scheduleNow(recipe: TrainRecipe, step: number): ScheduleNow {
  return {
    points: pointsAt(recipe, step) ?? null,
    targetRate: hasTargetAverage(recipe) ? targetRateAt(recipe, step) : null,
    learningRate: recipeRateAt(recipe, step),
  }
}
