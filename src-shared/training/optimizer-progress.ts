/**
 * Where the optimiser stands at a step of a run: at that step, but in progressive distillation every student begins anew.
 * Numbers only.
 */
import { progressiveStage } from '../diffusion/curriculum.ts'
import { learningRateAt } from './optimizer.ts'
import { type TrainRecipe } from './recipe.ts'

/** Update `step` (from 0) of `steps`, both within the student that it belongs to. */
export interface OptimizerProgress {
  readonly step: number
  readonly steps: number
}

export function optimizerProgressAt(
  { levels, steps }: TrainRecipe,
  step: number,
): OptimizerProgress {
  if (levels.kind !== 'pd') return { step, steps }
  const { start, length } = progressiveStage(step, { ...levels, iterations: steps })
  return { step: step - start, steps: length }
}

/** The learning rate of update `step` (from 0) of the run. */
export function recipeRateAt(recipe: TrainRecipe, step: number): number {
  const progress = optimizerProgressAt(recipe, step)
  return learningRateAt(recipe.optimizer, progress.step, progress.steps)
}

/** Whether the update after `step` others begins with what the one before has made of the weights. */
export function beginsStage(recipe: TrainRecipe, step: number): boolean {
  return recipe.levels.kind === 'pd' && step > 0 && optimizerProgressAt(recipe, step).step === 0
}
