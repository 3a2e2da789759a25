/**
 * The controls of a task that are sliders: their range, where they stand and what moving them changes.
 * Pure; words are given as keys.
 */
import { message, type Said } from './message.ts'
import type { TaskOptions } from './task-options.ts'
import type { Control, TaskTraits } from './task-table.ts'

export interface Slider {
  readonly min: number
  readonly max: number
  readonly step: number
  readonly value: number
  /** What the value means, for people. */
  readonly shown: Said
  /** What the two ends mean. */
  readonly ends: readonly [Said, Said] | null
  readonly change: (value: number) => Partial<TaskOptions>
  /** Gives the choice back to the tool; null where there is nothing to give back. */
  readonly reset: Partial<TaskOptions> | null
}

const AUTO = message('control.auto')
/** Noise in 8-bit levels that the slider offers at most. */
const MOST_NOISE = 60

/** The slider of a control; null for controls of another kind. */
export function sliderOf(
  control: Control,
  options: TaskOptions,
  traits: Pick<TaskTraits, 'usualSteps'>,
): Slider | null {
  switch (control) {
    case 'steps':
      return {
        ...range(1, 8, options.steps ?? traits.usualSteps),
        shown: options.steps === null ? AUTO : { text: String(options.steps) },
        ends: [message('control.stepsFew'), message('control.stepsMany')],
        change: (steps) => ({ steps }),
        reset: options.steps === null ? null : { steps: null },
      }
    case 'variations':
      return { ...range(1, 6, options.variations), change: (variations) => ({ variations }) }
    case 'frames':
      return { ...range(3, 24, options.frames), change: (frames) => ({ frames }) }
    case 'count':
      return { ...range(1, 12, options.count), change: (count) => ({ count }) }
    case 'sigma':
      return {
        ...range(0, MOST_NOISE, options.sigma ?? 0),
        shown: options.sigma === null ? AUTO : { text: String(options.sigma) },
        change: (sigma) => ({ sigma: sigma === 0 ? null : sigma }),
        reset: options.sigma === null ? null : { sigma: null },
      }
    case 'strength':
      return {
        ...range(0, 100, Math.round(100 * options.strength)),
        shown: { text: `${Math.round(100 * options.strength)} %` },
        ends: [message('control.strengthLow'), message('control.strengthHigh')],
        change: (share) => ({ strength: share / 100 }),
      }
    default:
      return null
  }
}

function range(min: number, max: number, value: number) {
  return { min, max, step: 1, value, shown: { text: String(value) }, ends: null, reset: null }
}
