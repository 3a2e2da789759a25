/**
 * The denoising loss that EDM teachers are trained with: edm.
 */
import { SNR_WEIGHTS } from '../../../../src-shared/diffusion/consistency-loss.ts'
import { edmScalings } from '../../../../src-shared/diffusion/preconditioning.ts'
import { compare, type Finding } from '../finding.ts'
import { LOSSES } from './tolerances.ts'
import { distancesOf, levelFeeds, type TrainingFixture } from './training-fixture.ts'

/** Weight times the mean square of D(x, sigma) - x0. */
export async function* checkDiffusion(fixture: TrainingFixture): AsyncGenerator<Finding> {
  const { golden, item } = fixture
  if (!golden.has('edm.sigma')) return
  const t = golden.tensor('edm.sigma')
  const spec = { metric: { kind: 'l2' }, target: 'clean', averages: 0 } as const
  const levels = levelFeeds(fixture, { t, scale: edmScalings })
  for await (const distances of distancesOf(fixture, spec, [levels])) {
    const losses = distances.map((distance, i) => distance * SNR_WEIGHTS.karras(t.data[i] ?? NaN))
    const expected = golden.values('edm.loss_per_sample')
    yield compare(`${item}/edm/loss_per_sample`, [losses, expected], LOSSES)
  }
}
