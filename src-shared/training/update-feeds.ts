/**
 * The inputs by which the graph of an update knows its step: what the optimiser and the averages make of its number.
 */
import { type UpdateScalars, UPDATE_SCALARS } from '../onnx/training/optimizer-graph.ts'
import { vector, type Tensor, type TensorMap } from '../tensor/tensor.ts'
import { updateFactors } from './optimizer.ts'
import { optimizerProgressAt, recipeRateAt } from './optimizer-progress.ts'
import { type TrainRecipe } from './recipe.ts'

/** No gradient is as long. */
const NO_LIMIT = 1e30

/** The `scalars` input of the training graph. */
export function packScalars(scalars: UpdateScalars): Tensor {
  return vector(UPDATE_SCALARS.map((name) => scalars[name]))
}

/** The scalars of update `step` (from 0), and the rates of the evaluation averages where there are any. */
export function updateFeeds(recipe: TrainRecipe, step: number, targetRate: number): TensorMap {
  const scalars = packScalars(updateScalars(recipe, step, targetRate))
  if (recipe.averageRates.length === 0) return { scalars }
  return { scalars, rates: vector(recipe.averageRates.map((rate) => averageRateAt(rate, step))) }
}

function updateScalars(recipe: TrainRecipe, step: number, targetRate: number): UpdateScalars {
  const { optimizer } = recipe
  const { step: done } = optimizerProgressAt(recipe, step)
  return {
    beta1: optimizer.beta1,
    oneMinusBeta1: 1 - optimizer.beta1,
    beta2: optimizer.beta2,
    oneMinusBeta2: 1 - optimizer.beta2,
    epsilon: optimizer.epsilon,
    ...updateFactors(optimizer, done + 1, recipeRateAt(recipe, step)),
    maxNorm: optimizer.maxNorm ?? NO_LIMIT,
    targetRate,
  }
}

/** A young average forgets its start faster than its rate says. */
function averageRateAt(rate: number, step: number): number {
  return Math.min(rate, (1 + step) / (10 + step))
}
