/**
 * From the events of a run to what the page is told and how the job stands. Numbers of single updates are thinned to a few
 * a second. Reads no clock of its own; samples are read from the disk where the run has put them.
 */
import { readFileSync } from 'node:fs'
import type { TrainingEvent, TrainingJob } from '../../src-shared/contract/training-api.ts'
import type { StepEvent } from '../training/train-event.ts'
import type { Standing } from './kept-job.ts'
import type { RunEvent } from './run-event.ts'

/** Milliseconds between two tellings of numbers. */
const INTERVAL = 250

type Figures = Pick<TrainingJob, 'patchesPerSecond' | 'secondsLeft' | 'dataWait'>

export interface Heard {
  readonly tell: readonly TrainingEvent[]
  /** What of the job's standing is another now. */
  readonly standing: Partial<Standing> | null
}

export interface LiveFigures {
  of(id: string): Partial<Figures>
  hear(id: string, event: RunEvent): Heard
  forget(id: string): void
}

/** `now` gives milliseconds. */
export function createLiveFigures(now: () => number): LiveFigures {
  const figures = new Map<string, Figures>()
  let last = -Infinity
  const step = (id: string, event: StepEvent): Heard => {
    const { patchesPerSecond, etaSeconds, dataWait, stage, steps } = event
    figures.set(id, { patchesPerSecond, secondsLeft: etaSeconds, dataWait })
    const standing = { step: event.step, steps, stage }
    if (now() - last < INTERVAL && event.step < steps) return { tell: [], standing }
    last = now()
    return { tell: [stepNews(id, event)], standing }
  }
  return {
    of: (id) => figures.get(id) ?? {},
    forget: (id) => void figures.delete(id),
    hear: (id, event) => (event.type === 'step' ? step(id, event) : otherNews(id, event)),
  }
}

function stepNews(id: string, { step, loss, gradientNorm, schedule }: StepEvent): TrainingEvent {
  return { type: 'step', id, point: { step, loss, gradientNorm }, ...schedule }
}

function otherNews(id: string, event: Exclude<RunEvent, StepEvent>): Heard {
  switch (event.type) {
    case 'started':
      return { tell: [], standing: { step: event.step, steps: event.steps } }
    case 'validation': {
      const { step, stage, loss, best } = event
      const point = { step, stage, loss }
      return {
        tell: [{ type: 'validation', id, point, best }],
        standing: best ? { best: { step, loss } } : null,
      }
    }
    case 'checkpoint': {
      const { step } = event
      return { tell: [{ type: 'checkpoint', id, step }], standing: { step } }
    }
    case 'samples': {
      const sheet = { step: event.step, png: new Uint8Array(readFileSync(event.path)) }
      return { tell: [{ type: 'samples', id, sheet }], standing: null }
    }
    case 'watched':
      return { tell: [{ type: 'watched', id, result: event.result }], standing: null }
    default:
      return { tell: [], standing: null }
  }
}
