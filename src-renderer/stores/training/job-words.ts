/** How the state of a run is said. Pure; words are given as keys. */
import type { TrainingEnd, TrainingJob } from '../../../src-shared/contract/training-api.ts'
import { message, type Said } from '../message.ts'

export function isUnderWay({ state }: Pick<TrainingJob, 'state'>): boolean {
  return state === 'running' || state === 'preparing' || state === 'held'
}

/** Share of its updates that are done; 0 while their number is not known. */
export function shareOf({ step, steps, state }: TrainingJob): number {
  if (state === 'ended') return 1
  return steps > 0 ? Math.min(1, step / steps) : 0
}

/** What the run is doing, and why it waits if it does. */
export function stateOf({ state, hold, end }: TrainingJob): Said {
  if (state === 'ended' && end !== null) return endOf(end)
  if (state === 'held') return message(`training.hold.${hold ?? 'edit'}`)
  return message(`training.state.${state}`)
}

/** How it ended, with the trainer's own sentence where there is one. */
function endOf({ reason, said, step, model }: TrainingEnd): Said {
  if (said !== null) return said
  if (reason === 'asked' && model === null) return message('training.end.nothing')
  return message(`training.end.${reason}`, { step })
}
