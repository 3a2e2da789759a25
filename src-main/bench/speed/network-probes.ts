/**
 * The shipped network as pieces of work to be timed: its forward pass as an edit runs it, and one
 * update as the trainer runs it. Counts convolutions and matrix products, two operations a multiply-add.
 */
import { graphFlops } from '../../../src-shared/onnx/flops.ts'
import { GraphBuilder } from '../../../src-shared/onnx/graph-builder.ts'
import {
  constantParameters,
  imageShape,
  inferenceGraph,
} from '../../../src-shared/onnx/networks/consistency.ts'
import type { Network } from '../../../src-shared/onnx/networks/consistency.ts'
import { unetParameters } from '../../../src-shared/onnx/networks/unet-parameters.ts'
import { flatten } from '../../../src-shared/onnx/training/flat-parameters.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import { zeros } from '../../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../../src-shared/tensor/tensor.ts'
import { defaultRecipe } from '../../../src-shared/training/recipe.ts'
import { trainingSpec } from '../../../src-shared/training/step-graphs.ts'
import { initialState } from '../../../src-shared/training/train-step.ts'
import { asNetwork } from '../../models/model-record.ts'
import type { OpenModel } from '../../models/opened-model.ts'
import { openTrainee } from '../../training/open-trainee.ts'
import { anyLabels } from '../../training/photograph-classes.ts'
import type { GraphPlace } from '../../runtime/onnx-session.ts'
import type { OpenProbes } from './measure.ts'

const SEED = 3
const SIGMA = 1
/** Patches of one update, as the trainer takes them unless told otherwise. */
export const TRAINING_BATCH = 8
/** Long enough that no schedule ends while it is measured. */
const STEPS = 10_000

/** One batch of windows through an open model. */
export function forwardProbe(model: OpenModel): OpenProbes {
  const network = networkOf(model)
  const noisy = normals(SEED, 0, imageShape(network, model.windowBatch))
  return {
    probes: [
      {
        name: 'forward',
        flops: forwardFlops(network, model.windowBatch),
        run: () => model.denoise(noisy, SIGMA),
      },
    ],
    release: () => Promise.resolve(),
  }
}

/**
 * One update of the easy consistency recipe. By convention the online pass counts three times its
 * forward operations (itself, the derivative to its inputs, the derivative to its weights) and the
 * target pass, which has no derivative, once.
 */
export async function trainingProbe(
  model: OpenModel,
  { weights, ...how }: GraphPlace & { readonly weights: ReadonlyMap<string, Tensor> },
): Promise<OpenProbes> {
  const network = networkOf(model)
  const recipe = defaultRecipe('ect', { network, steps: STEPS, batch: TRAINING_BATCH })
  const trainee = await openTrainee({
    recipe,
    network,
    seed: SEED,
    ...how,
    teacher: null,
  })
  const trainStep = trainee.stepFor(STEPS)
  const patches = normals(SEED, 1, imageShape(network, TRAINING_BATCH))
  const labels = anyLabels(network, TRAINING_BATCH)
  const passes = trainingSpec(recipe, network).target === 'clean' ? 3 : 4
  let state = initialState(recipe, flatten(network.config, weights))
  const run = async () => {
    state = (await trainStep(state, patches, labels)).state
  }
  const flops = passes * forwardFlops(network, TRAINING_BATCH)
  return { probes: [{ name: 'train', flops, run }], release: () => trainee.release() }
}

function networkOf({ record }: OpenModel): Network {
  const { config, patchFolding: folding } = asNetwork(record, 'measuring')
  return { config, folding }
}

/** Operations of one forward pass of `batch` windows. */
function forwardFlops(network: Network, batch: number): number {
  const shapes = new Map(unetParameters(network.config).map(({ name, shape }) => [name, shape]))
  const g = new GraphBuilder('count')
  const parameters = constantParameters(g, (name) => zeros(shapes.get(name) ?? []))
  return graphFlops(inferenceGraph(g, network, { parameters, batch }))
}
