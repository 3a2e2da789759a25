/**
 * What is known of a run as its events arrive: curves, schedule, pictures. Pure: each event makes the next view.
 */
import type {
  StepPoint,
  TrainingEvent,
  TrainingHistory,
} from '../../../src-shared/contract/training-api.ts'

type StepEvent = Extract<TrainingEvent, { readonly type: 'step' }>

export interface RunView extends TrainingHistory {
  /** Noise levels, target rate and learning rate of the latest update; null before the first one is heard of. */
  readonly schedule: Pick<StepEvent, 'points' | 'targetRate' | 'learningRate'> | null
  /** The update that was kept last. */
  readonly checkpoint: number | null
}

export const UNSEEN: RunView = {
  points: [],
  validations: [],
  samples: null,
  watched: null,
  schedule: null,
  checkpoint: null,
}

/** A curve longer than this is thinned: a screen has no more columns. */
const MOST_POINTS = 1600

/** Events of other runs are for the caller to keep away. */
export function withEvent(view: RunView, event: TrainingEvent): RunView {
  switch (event.type) {
    case 'step': {
      const { points, targetRate, learningRate } = event
      const schedule = { points, targetRate, learningRate }
      return { ...view, schedule, points: withPoint(view.points, event.point) }
    }
    case 'validation':
      return { ...view, validations: [...view.validations, event.point] }
    case 'checkpoint':
      return { ...view, checkpoint: event.step }
    case 'samples':
      return { ...view, samples: event.sheet }
    case 'watched':
      return { ...view, watched: event.result }
    case 'job':
    case 'removed':
      return view
  }
}

/** What was missed, then what was heard of since: the two may overlap. */
export function withHistory(view: RunView, history: TrainingHistory): RunView {
  const lastStep = history.points.at(-1)?.step ?? -1
  const lastValidation = history.validations.at(-1)?.step ?? -1
  return {
    ...view,
    points: [...history.points, ...view.points.filter(({ step }) => step > lastStep)],
    validations: [
      ...history.validations,
      ...view.validations.filter(({ step }) => step > lastValidation),
    ],
    samples: view.samples ?? history.samples,
    watched: view.watched ?? history.watched,
  }
}

function withPoint(points: readonly StepPoint[], point: StepPoint): readonly StepPoint[] {
  const longer = [...points, point]
  return longer.length > MOST_POINTS ? thinned(longer) : longer
}

/** Every two points as their mean, at the place of the later one; an odd last one stays. */
function thinned(points: readonly StepPoint[]): readonly StepPoint[] {
  return points.flatMap((point, index) => {
    const before = points[index - 1]
    if (index % 2 === 0 || before === undefined) return index === points.length - 1 ? [point] : []
    return [
      {
        step: point.step,
        loss: (before.loss + point.loss) / 2,
        gradientNorm: (before.gradientNorm + point.gradientNorm) / 2,
      },
    ]
  })
}
