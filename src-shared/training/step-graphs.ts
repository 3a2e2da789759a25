/**
 * The graphs of a recipe's step: one, or two where a batch comes in parts. Says which, builds them, opens none.
 */
import { UsageError } from '../contract/user-error.ts'
import { type Graph } from '../onnx/graph.ts'
import { type Network } from '../onnx/networks/consistency.ts'
import { dropoutShapes } from '../onnx/training/dropout.ts'
import { type FeatureNetwork } from '../onnx/training/feature-distance.ts'
import { type Metric } from '../onnx/training/loss.ts'
import {
  gradientGraph,
  trainingGraph,
  updateGraph,
  type TrainingGraphSpec,
} from '../onnx/training/training-graph.ts'
import { partSize, type MetricSettings, type TrainRecipe } from './recipe.ts'

export interface StepGraphs {
  readonly step: Graph
  /** Null where `step` does the whole. */
  readonly update: Graph | null
  /** Shapes of the dropout masks of one part. */
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

/** What a training graph compares the estimate at level t with. */
const TARGETS = {
  diffusion: 'clean',
  ct: 'average',
  ict: 'online',
  ect: 'online',
  cd: 'average',
  pd: 'teacher',
} as const

/** The graph that runs the steps of a recipe. `features` is the network of a feature distance. */
export function trainingSpec(
  recipe: TrainRecipe,
  network: Network,
  features?: FeatureNetwork,
): TrainingGraphSpec {
  const { levels } = recipe
  return {
    network,
    batch: partSize(recipe),
    metric: metricOf(recipe.metric, features),
    target: TARGETS[levels.kind],
    teacher: levels.kind === 'cd' ? levels.method : undefined,
    averages: recipe.averageRates.length,
    withDropout: recipe.dropout > 0,
  }
}

function metricOf({ kind, c, side }: MetricSettings, features?: FeatureNetwork): Metric {
  if (kind === 'pseudo-huber') return { kind, c }
  if (kind !== 'features') return { kind }
  if (features) return { kind, features, side }
  throw new UsageError(
    'The metric features needs a network as an ONNX file; name it with --features.',
  )
}
