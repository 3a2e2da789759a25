/**
 * Measures an edit while it runs: windows done and to come, time in the network and beside it. It
 * changes nothing of what it measures.
 */
import type { Denoise } from '../../src-shared/diffusion/multistep-sampler.ts'
import type { OpenModel } from '../models/opened-model.ts'
import type { ModelTraits } from './edit-plan.ts'

/** What an edit needs of a model, whose estimates it discards; without a record it has no classes and learnt no colours. */
export interface EditModel extends Pick<OpenModel, 'windowSize' | 'windowBatch' | 'denoise'> {
  readonly record?: Pick<OpenModel['record'], 'classes' | 'coloursGrey'>
}

/** What plans of edits with this model have to know. */
export function traitsOf({ windowSize, record }: EditModel): ModelTraits {
  return { windowSize, coloursGrey: record?.coloursGrey ?? false }
}

export interface WorkMeter {
  /** How many windows the whole edit will compute. */
  expect(windows: number): void
  done(this: void, windows: number): void
  /** 0 to 1. */
  fraction(): number
  /** The model, its time counted; windows get the label if there is one. */
  timed(label: number | undefined): Denoise
  stop(): { windows: number; seconds: number; outsideSeconds: number }
}

/** Starts the clock. */
export function startWorkMeter(context: {
  readonly model: EditModel
  readonly onFraction?: (fraction: number) => void
}): WorkMeter {
  const started = performance.now()
  let expected = 0
  let windows = 0
  let inside = 0
  const fraction = () => (expected > 0 ? Math.min(windows / expected, 1) : 0)
  return {
    expect: (count) => (expected = count),
    done: (count) => {
      windows += count
      context.onFraction?.(fraction())
    },
    fraction,
    timed: (label) => async (noisy, sigma) => {
      const begun = performance.now()
      const labels = label === undefined ? undefined : Array(noisy.shape[0]).fill(label)
      const estimate = await context.model.denoise(noisy, sigma, labels)
      inside += performance.now() - begun
      return estimate
    },
    stop: () => {
      const seconds = (performance.now() - started) / 1000
      return { windows, seconds, outsideSeconds: seconds - inside / 1000 }
    },
  }
}
