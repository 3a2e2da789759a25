/**
 * Puts the trainer together.
 */
import type { TrainingApi } from '../../src-shared/contract/training-api.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { DEFAULT_NETWORK } from '../training/default-network.ts'
import { recipeReports } from '../training/recipe-fields.ts'

export function createTrainer(): TrainingApi {
  const later = () => Promise.reject(new UserError('Training is not to be had here yet.'))
  return {
    recipes: () => Promise.resolve(recipeReports(DEFAULT_NETWORK)),
    jobs: () => Promise.resolve([]),
    inspect: later,
    onInspecting: () => () => undefined,
    thumbnail: later,
    patches: later,
    upload: later,
    forgetUpload: later,
    estimate: later,
    start: later,
    learn: later,
    history: later,
    pause: later,
    resume: later,
    stop: later,
    remove: later,
    sampleNow: later,
    watch: later,
    prepareToQuit: () => Promise.resolve(),
    onEvent: () => () => undefined,
  }
}
