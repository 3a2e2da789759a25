/**
 * Which noise levels a step trains on: pairs (t, r), their weights and the target's rate, as functions of
 * recipe and step, from uniform random numbers that the caller draws.
 */
import {
  ctPointCount,
  ctTargetRate,
  ECT_WEIGHTS,
  ectPartner,
  ictPointCount,
  logNormalSigma,
} from '../diffusion/curriculum.ts'
import { intervalProbabilities, intervalWeights, pickInterval } from '../diffusion/interval-law.ts'
import { karrasSigmas, SIGMA_DATA, SIGMA_MAX, SIGMA_MIN } from '../diffusion/noise-schedule.ts'
import { type LevelSettings, type TrainRecipe } from './recipe.ts'

/** One sample's levels; r is 0 where the target is the clean image. */
export interface Levels {
  readonly t: number
  readonly r: number
  readonly weight: number
}

export interface StepLevels {
  readonly samples: readonly Levels[]
  /** mu: what theta- keeps of itself in this update. */
  readonly targetRate: number
}

type Kind<K extends LevelSettings['kind']> = Extract<LevelSettings, { kind: K }>

/** Two uniforms of (0, 1) make one normal (Box and Muller). */
function normal(u: number, v: number): number {
  return Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v)
}

function diffusionLevels({ law, lowest }: Kind<'diffusion'>, [u, v]: readonly number[]): Levels {
  const t = Math.min(Math.max(logNormalSigma(normal(u, v), law), lowest), SIGMA_MAX)
  return { t, r: 0, weight: 1 / t ** 2 + 1 / SIGMA_DATA ** 2 }
}

function ectLevels(settings: Kind<'ect'>, stage: number, [u, v]: readonly number[]): Levels {
  const { law, base, weight, lowest } = settings
  const t = Math.min(Math.max(logNormalSigma(normal(u, v), law), lowest), SIGMA_MAX)
  const r = Math.max(ectPartner(t, { base, stage }), SIGMA_MIN)
  return { t, r, weight: ECT_WEIGHTS[weight](t, r) }
}

/** Neighbours on a decreasing grid: the noisier is drawn uniformly. */
function gridLevels(points: number, [u]: readonly number[]): Levels {
  const sigmas = karrasSigmas(points)
  const i = Math.floor(u * (points - 1))
  return { t: sigmas[i], r: sigmas[i + 1], weight: 1 }
}

function ictLevels(settings: Kind<'ict'>, points: number, [u]: readonly number[]): Levels {
  const sigmas = karrasSigmas(points).reverse()
  const i = pickInterval(intervalProbabilities(sigmas, settings.law), u)
  return { t: sigmas[i + 1], r: sigmas[i], weight: intervalWeights(sigmas)[i] }
}

/** ECT's stage at a step: the run is divided evenly. */
export function ectStageAt(stages: number, step: number, steps: number): number {
  return Math.min(stages - 1, Math.floor((step * stages) / steps))
}

/** Name of the part of the curriculum that `step` belongs to; losses compare only within one. */
export function stageAt({ levels, steps }: TrainRecipe, step: number): string {
  switch (levels.kind) {
    case 'ect':
      return `stage ${ectStageAt(levels.stages, step, steps)}`
    case 'ict':
      return `N ${ictPointCount(step, { ...levels, iterations: steps })}`
    case 'ct':
      return `N ${ctPointCount(step, { ...levels, iterations: steps })}`
    case 'diffusion':
    case 'cd':
      return ''
  }
}

/** Levels of one step; `uniforms` holds two numbers of [0, 1) for each sample. */
export function levelsAt(
  { levels, steps, batch }: TrainRecipe,
  step: number,
  uniforms: Float64Array,
): StepLevels {
  const draws = Array.from({ length: batch }, (_, i) => [uniforms[2 * i], uniforms[2 * i + 1]])
  const each = (draw: (uv: readonly number[]) => Levels, targetRate = 0): StepLevels => ({
    samples: draws.map(draw),
    targetRate,
  })
  switch (levels.kind) {
    case 'diffusion':
      return each((uv) => diffusionLevels(levels, uv))
    case 'ect': {
      const stage = ectStageAt(levels.stages, step, steps)
      return each((uv) => ectLevels(levels, stage, uv))
    }
    case 'ct': {
      const schedule = { ...levels, iterations: steps }
      const points = ctPointCount(step, schedule)
      return each((uv) => gridLevels(points, uv), ctTargetRate(step, schedule, levels.form))
    }
    case 'ict': {
      const points = ictPointCount(step, { ...levels, iterations: steps })
      return each((uv) => ictLevels(levels, points, uv))
    }
    case 'cd':
      return each((uv) => gridLevels(levels.points, uv), levels.targetRate)
  }
}
