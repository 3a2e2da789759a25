/**
 * Which noise levels a step trains on: pairs (t, r), their weights and the target's rate, as functions of
 * recipe and step, from uniform random numbers that the caller draws.
 */
import { SNR_WEIGHTS } from '../diffusion/consistency-loss.ts'
import {
  ctPointCount,
  ctTargetRate,
  ectPartner,
  ictPointCount,
  logNormalSigma,
  progressiveStage,
} from '../diffusion/curriculum.ts'
import { intervalProbabilities, pickInterval } from '../diffusion/interval-law.ts'
import { karrasSigmaAt, karrasSigmas, SIGMA_MIN } from '../diffusion/noise-schedule.ts'
import { type LevelRange, type LevelSettings, type TrainRecipe } from './recipe.ts'

/** One sample's levels; r is 0 where the target is the clean image. */
export interface Levels {
  readonly t: number
  readonly r: number
  readonly weight: number
  /** Progressive distillation: where the teacher's first of two steps ends. */
  readonly middle?: number
}

export interface StepLevels {
  readonly samples: readonly Levels[]
  /** mu: what theta- keeps of itself in this update. */
  readonly targetRate: number
}

type Pair = Omit<Levels, 'weight'>
type Kind<K extends LevelSettings['kind']> = Extract<LevelSettings, { kind: K }>

/** Two uniforms of [0, 1) make one normal (Box and Muller). */
function normal(u: number, v: number): number {
  return Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v)
}

function clampTo({ sigmaMin, sigmaMax }: LevelRange, sigma: number): number {
  return Math.min(Math.max(sigma, sigmaMin), sigmaMax)
}

function diffusionLevels({ law }: Kind<'diffusion'>, range: LevelRange, [u, v]: Draw): Pair {
  return { t: clampTo(range, logNormalSigma(normal(u, v), law)), r: 0 }
}

function ectLevels(
  { law, ...mapping }: Kind<'ect'> & { readonly stage: number },
  range: LevelRange,
  [u, v]: Draw,
): Pair {
  const t = clampTo(range, logNormalSigma(normal(u, v), law))
  return { t, r: Math.max(ectPartner(t, mapping), SIGMA_MIN) }
}

/** Neighbours on a decreasing grid: the noisier is drawn uniformly. */
function gridLevels(points: number, range: LevelRange, [u]: Draw): Pair {
  const sigmas = karrasSigmas(points, range)
  const i = Math.floor(u * (points - 1))
  return { t: sigmas[i], r: sigmas[i + 1] }
}

function ictLevels(
  { law, points }: Kind<'ict'> & { readonly points: number },
  range: LevelRange,
  [u]: Draw,
): Pair {
  const sigmas = karrasSigmas(points, range).reverse()
  const i = pickInterval(intervalProbabilities(sigmas, law), u)
  return { t: sigmas[i + 1], r: sigmas[i] }
}

/** One of N intervals of the grid, drawn uniformly, with its middle: the teacher takes two steps over it. */
function progressiveLevels(intervals: number, range: LevelRange, [u]: Draw): Required<Pair> {
  const i = Math.floor(u * intervals)
  const [t, middle, r] = [i, i + 0.5, i + 1].map((at) => karrasSigmaAt(at / intervals, range))
  return { t, middle, r }
}

/** ECT's stage at a step: the run is divided evenly. */
export function ectStageAt(stages: number, step: number, steps: number): number {
  return Math.min(stages - 1, Math.floor((step * stages) / steps))
}

/** N(k) of a recipe with a grid; undefined for those without. */
export function pointsAt({ levels, steps }: TrainRecipe, step: number): number | undefined {
  switch (levels.kind) {
    case 'ct':
      return levels.schedule === 'fixed'
        ? levels.last
        : ctPointCount(step, { ...levels, iterations: steps })
    case 'ict':
      return ictPointCount(step, { ...levels, iterations: steps })
    case 'cd':
      return levels.points
    case 'pd':
      return progressiveStage(step, { ...levels, iterations: steps }).intervals
    case 'ect':
    case 'diffusion':
      return undefined
  }
}

/** mu(k): what theta- keeps of itself; 0 for recipes whose target is no average. */
export function targetRateAt({ levels, steps }: TrainRecipe, step: number): number {
  if (levels.kind === 'cd') return levels.targetRate
  if (levels.kind !== 'ct') return 0
  return levels.schedule === 'fixed'
    ? levels.targetRate
    : ctTargetRate(step, { ...levels, iterations: steps }, levels.form)
}

/** Name of the part of the curriculum that `step` belongs to; losses compare only within one. */
export function stageAt(recipe: TrainRecipe, step: number): string {
  const { levels, steps } = recipe
  if (levels.kind === 'ect') return `stage ${ectStageAt(levels.stages, step, steps)}`
  if (levels.kind === 'cd') return ''
  const points = pointsAt(recipe, step)
  return points === undefined ? '' : `N ${points}`
}

/** Two uniform numbers of [0, 1). */
type Draw = readonly number[]

/** How the pair of one sample follows from its two uniforms at `step`. */
function pairLaw(recipe: TrainRecipe, step: number): (draw: Draw) => Pair {
  const { levels, range, steps } = recipe
  const points = pointsAt(recipe, step) ?? 0
  switch (levels.kind) {
    case 'diffusion':
      return (draw) => diffusionLevels(levels, range, draw)
    case 'ect': {
      const stage = ectStageAt(levels.stages, step, steps)
      return (draw) => ectLevels({ ...levels, stage }, range, draw)
    }
    case 'ct':
    case 'cd':
      return (draw) => gridLevels(points, range, draw)
    case 'ict':
      return (draw) => ictLevels({ ...levels, points }, range, draw)
    case 'pd':
      return (draw) => progressiveLevels(points, range, draw)
  }
}

function weightOf({ weighting }: TrainRecipe, { t, r }: Pair): number {
  return weighting === 'gap' ? 1 / (t - r) : SNR_WEIGHTS[weighting](t)
}

/** A pair from level `t` to the picture itself. */
export function wholeWay(recipe: TrainRecipe, t: number): Levels {
  const pair = { t, r: recipe.levels.kind === 'diffusion' ? 0 : SIGMA_MIN }
  return { ...pair, weight: weightOf(recipe, pair) }
}

/** Levels of one step; `uniforms` holds two numbers of [0, 1) for each sample. */
export function levelsAt(recipe: TrainRecipe, step: number, uniforms: Float64Array): StepLevels {
  const draw = pairLaw(recipe, step)
  const samples = Array.from({ length: recipe.batch }, (_, i) => {
    const pair = draw([uniforms[2 * i], uniforms[2 * i + 1]])
    return { ...pair, weight: weightOf(recipe, pair) }
  })
  return { samples, targetRate: targetRateAt(recipe, step) }
}
