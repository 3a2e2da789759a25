/**
 * Training steps and losses: golden_training and the files of gradients and parameters beside it.
 */
import type { Finding } from '../finding.ts'
import type { FixtureFolder } from '../fixture-folder.ts'
import { guarded } from '../guarded.ts'
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
  const checks = {
    ct: checkConsistencyTraining,
    ict: checkImprovedTraining,
    cd: checkDistillation,
    edm: checkDiffusion,
    ect: checkEasyTuning,
  }
  for (const [name, check] of Object.entries(checks)) {
    yield* guarded(`${folder.name}/${name}`, check(fixture))
  }
}
