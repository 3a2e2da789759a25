/**
 * A network in training: the graph of its step, the graph that evaluates it, and what runs them.
 * Holds native sessions, so whoever opens a trainee releases it.
 */
import type { Network } from '../../src-shared/onnx/networks/consistency.ts'
import type { FeatureNetwork } from '../../src-shared/onnx/training/feature-distance.ts'
import { partSize } from '../../src-shared/training/recipe.ts'
import type { TrainRecipe } from '../../src-shared/training/recipe.ts'
import { stepGraphs } from '../../src-shared/training/step-graphs.ts'
import { beginsStage } from '../../src-shared/training/optimizer-progress.ts'
import { createTrainStep } from '../../src-shared/training/train-step.ts'
import type { TrainState, TrainStep } from '../../src-shared/training/train-step.ts'
import type { GraphPlace } from '../runtime/onnx-session.ts'
import { derivedSeed } from './derived-seed.ts'
import { openEvaluator } from './evaluator.ts'
import type { Evaluator } from './evaluator.ts'
import type { Clocks } from './meter.ts'
import { openPlace } from './training-place.ts'
import type { PatchSource } from './patch-source.ts'

export interface TraineeOptions extends GraphPlace {
  readonly recipe: TrainRecipe
  readonly network: Network
  readonly seed: number
  /** Flat parameters of the teacher, for distillation. */
  readonly teacher: Float32Array | null
  /** The network of a feature distance. */
  readonly features?: FeatureNetwork | undefined
}

export interface Trainee {
  readonly evaluator: Evaluator
  /** The step of the recipe with `steps` updates in all; the graph does not depend on their number. */
  stepFor(steps: number): TrainStep
  /** Fills the arrays of a state that lie on the device. */
  readonly fetch: (state: TrainState) => Promise<void>
  release(): Promise<void>
}

/** Weights are measured and drawn on the processor, wherever they are trained. */
export async function openTrainee(options: TraineeOptions): Promise<Trainee> {
  const { recipe, network, seed, threads, device } = options
  const graphs = stepGraphs(recipe, network, options.features)
  const place = openPlace({ threads, device })
  const step = await place.open(graphs.step)
  const update = graphs.update && (await place.open(graphs.update))
  const evaluator = await openEvaluator(network, { batch: partSize(recipe), threads })
  return {
    evaluator,
    fetch: place.fetch,
    stepFor: (steps) => {
      const own = { ...recipe, steps }
      const trainStep = createTrainStep({
        recipe: own,
        seed: derivedSeed(seed, 'steps'),
        run: step.run,
        update: update?.run,
        masks: graphs.masks,
        // Weights that are spent by an update must not be those of the teacher.
        teacher: options.teacher?.slice(),
      })
      return async (state, ...batch) => {
        if (beginsStage(own, state.step)) await place.fetch(state)
        return trainStep(state, ...batch)
      }
    },
    async release() {
      await step.release()
      await update?.release()
      await evaluator.release()
      await place.release()
    },
  }
}

const WARM_UP = 3
const MEASURED = 12

/** How many updates fit into `seconds`, from the median time of a few updates that are then forgotten. */
export async function stepsWithin(
  seconds: number,
  options: { trainStep: TrainStep; initial: TrainState; patches: PatchSource; clocks: Clocks },
): Promise<number> {
  const { trainStep, patches, clocks } = options
  const times: number[] = []
  let state = options.initial
  for (let step = 0; step < WARM_UP + MEASURED; step++) {
    const batch = await patches.batch(step)
    const started = clocks.wall()
    state = (await trainStep(state, batch, patches.labels?.(step))).state
    if (step >= WARM_UP) times.push(clocks.wall() - started)
  }
  const median = times.toSorted((a, b) => a - b)[MEASURED / 2] ?? 1
  return Math.max(1, Math.round(seconds / median))
}
