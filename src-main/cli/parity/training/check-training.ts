/**
 * Training steps and losses: golden_training and the files of gradients and parameters beside it.
 */
import type { Finding } from '../finding.ts'
import type { FixtureFolder } from '../fixture-folder.ts'
import type { GoldenNetwork } from '../network/golden-network.ts'
import { checkConsistencyTraining } from './consistency-training.ts'
import { checkDiffusion } from './diffusion.ts'
import { checkDistillation } from './distillation.ts'
import { checkEasyTuning } from './easy-tuning.ts'
import { checkImprovedTraining } from './improved-training.ts'
import { TRAINING_FILE, readTrainingFixture } from './training-fixture.ts'

/** Every recipe that the files know. */
export async function* checkTraining(
  folder: FixtureFolder,
  network: GoldenNetwork,
): AsyncGenerator<Finding> {
  if (!folder.has(TRAINING_FILE)) return
  const fixture = await readTrainingFixture(folder, network)
  yield* checkConsistencyTraining(fixture)
  yield* checkImprovedTraining(fixture)
  yield* checkDistillation(fixture)
  yield* checkDiffusion(fixture)
  yield* checkEasyTuning(fixture)
}
