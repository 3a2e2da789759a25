/**
 * The graphs of a recipe's step: one, or two where a batch comes in parts. Says which, builds them, opens none.
 */
import { type Graph } from '../onnx/graph.ts'
import { type Network } from '../onnx/networks/consistency.ts'
import { dropoutShapes } from '../onnx/training/dropout.ts'
import { type FeatureNetwork } from '../onnx/training/feature-distance.ts'
import { gradientGraph, trainingGraph, updateGraph } from '../onnx/training/training-graph.ts'
import { trainingSpec, type TrainRecipe } from './recipe.ts'

export interface StepGraphs {
  readonly step: Graph
  /** Null where `step` does the whole. */
  readonly update: Graph | null
  readonly masks: readonly (readonly number[])[]
}

/** UsageError where the batch does not divide or the metric lacks its network. */
export function stepGraphs(
  recipe: TrainRecipe,
  network: Network,
  features?: FeatureNetwork,
): StepGraphs {
  const spec = trainingSpec(recipe, network, features)
  const parts = recipe.accumulation
  const step = parts === 1 ? trainingGraph(spec) : gradientGraph(spec, parts)
  return { step, update: parts === 1 ? null : updateGraph(spec), masks: dropoutShapes(step) }
}
