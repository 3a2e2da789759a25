/**
 * Where a recipe's schedules are at a step, for people to follow. Pure; the updates themselves ask levels.ts.
 */
import { ctPointCount, ctTargetRate, ictPointCount } from '../../src-shared/diffusion/curriculum.ts'
import { learningRateAt } from '../../src-shared/training/optimizer.ts'
import type { TrainRecipe } from '../../src-shared/training/recipe.ts'
import type { ScheduleNow } from './train-event.ts'

/** N(k), mu(k) and the learning rate of update `step` (from 0). */
export function scheduleNow({ levels, steps, optimizer }: TrainRecipe, step: number): ScheduleNow {
  const learningRate = learningRateAt(optimizer, step, steps)
  const none = { points: null, targetRate: null, learningRate }
  switch (levels.kind) {
    case 'ct': {
      const schedule = { ...levels, iterations: steps }
      const points = ctPointCount(step, schedule)
      return { points, targetRate: ctTargetRate(step, schedule, levels.form), learningRate }
    }
    case 'ict':
      return { ...none, points: ictPointCount(step, { ...levels, iterations: steps }) }
    case 'cd':
      return { points: levels.points, targetRate: levels.targetRate, learningRate }
    default:
      return none
  }
}
