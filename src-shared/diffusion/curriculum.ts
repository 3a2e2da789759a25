/**
 * How training tightens: grid sizes, target rates, and pairs of noise levels as functions of the
 * iteration. Numbers only; losses and networks are elsewhere.
 */
import { SIGMA_DATA } from './noise-schedule.ts'

/** Constants of consistency training's schedules (Song et al. 2023, appendix C). */
export interface CtSchedule {
  /** Intervals at the start and at the end, s0 and s1. */
  readonly first: number
  readonly last: number
  /** mu0: decay of the target average at the start. */
  readonly targetRate: number
  /** K: iterations in all. */
  readonly iterations: number
}

export const CT_CIFAR10: CtSchedule = { first: 2, last: 150, targetRate: 0.9, iterations: 800_000 }
export const CT_IMAGENET64: CtSchedule = {
  first: 2,
  last: 200,
  targetRate: 0.95,
  iterations: 800_000,
}
export const CT_LSUN256: CtSchedule = {
  first: 2,
  last: 150,
  targetRate: 0.95,
  iterations: 1_000_000,
}

/** N(k): grid points at iteration k; from s0 at k = 0 to s1 + 1 at k = K. */
export function ctPointCount(iteration: number, schedule: CtSchedule): number {
  const { first, last, iterations } = schedule
  const squared = (iteration / iterations) * ((last + 1) ** 2 - first ** 2) + first ** 2
  return Math.max(Math.ceil(Math.sqrt(squared) - 1), 1) + 1
}

/**
 * mu(k): decay of the target average. `paper` is exp(s0 ln(mu0) / N(k)); `published` is what both
 * published programs compute, exp(s0 ln(mu0) / (N(k) - 1)), and what reproduces their runs.
 */
export function ctTargetRate(
  iteration: number,
  schedule: CtSchedule,
  form: 'published' | 'paper',
): number {
  const points = ctPointCount(iteration, schedule)
  const divisor = form === 'paper' ? points : points - 1
  return Math.exp((schedule.first * Math.log(schedule.targetRate)) / divisor)
}

/** Constants of the improved techniques' curriculum (Song and Dhariwal 2023). */
export interface IctSchedule {
  readonly first: number
  readonly last: number
  readonly iterations: number
}

export const ICT_CIFAR10: IctSchedule = { first: 10, last: 1280, iterations: 400_000 }

/** K': iterations between two doublings; at least one, so that a very short run still has stages. */
export function ictStageLength({ first, last, iterations }: IctSchedule): number {
  return Math.max(1, Math.floor(iterations / (Math.log2(Math.floor(last / first)) + 1)))
}

/** N(k) = min(s0 2^floor(k / K'), s1) + 1: grid points, doubling their intervals. */
export function ictPointCount(iteration: number, schedule: IctSchedule): number {
  const stage = Math.floor(iteration / ictStageLength(schedule))
  return Math.min(schedule.first * 2 ** stage, schedule.last) + 1
}

/** How far the partner level r lies below t (Geng et al. 2024, easy consistency tuning). */
export interface EctMapping {
  /** q: each stage divides the gap by it. */
  readonly base: number
  /** 0 is diffusion training's end of the mapping: with base 2, r is about half of t or less. */
  readonly stage: number
  /** k and b of the factor 1 + k sigmoid(-b t), which widens the gap at low noise. */
  readonly widening?: number
  readonly slope?: number
}

/** k and b of ECT's CIFAR-10 runs. */
export const ECT_WIDENING = 8
export const ECT_SLOPE = 1

/** r(t) = max(0, t (1 - q^-(stage + 1) (1 + k sigmoid(-b t)))); a widening of 0 is ECT's `const`. */
export function ectPartner(t: number, mapping: EctMapping): number {
  const { base, stage, widening = ECT_WIDENING, slope = ECT_SLOPE } = mapping
  const factor = 1 + widening / (1 + Math.exp(slope * t))
  return Math.max(0, t * (1 - base ** -(stage + 1) * factor))
}

/** The stage at an iteration: one more every `doubling` iterations; 0 for ever if that is Infinity. */
export function ectStage(iteration: number, doubling: number): number {
  return Math.floor(iteration / doubling)
}

/** Weights of the pair (t, r): ECT's for CIFAR-10 and for ImageNet. */
export const ECT_WEIGHTS = {
  cifar10: (t: number, r: number) => 1 / (t - r),
  imagenet: (t: number) => (t ** 2 + SIGMA_DATA ** 2) / (t * SIGMA_DATA) ** 2,
} as const

/** ln sigma ~ N(mean, deviation^2). */
export interface LogNormal {
  readonly mean: number
  readonly deviation: number
}

/** Noise levels of ECT and iCT, and of EDM's diffusion training. */
export const CONSISTENCY_LEVELS: LogNormal = { mean: -1.1, deviation: 2 }
export const EDM_LEVELS: LogNormal = { mean: -1.2, deviation: 1.2 }

/** The noise level that a unit normal stands for. */
export function logNormalSigma(normal: number, { mean, deviation }: LogNormal): number {
  return Math.exp(mean + deviation * normal)
}

/** Constants of progressive distillation: intervals of the first and the last student, powers of two apart. */
export interface ProgressiveSchedule {
  readonly first: number
  readonly last: number
  readonly iterations: number
}

/** One student of progressive distillation. */
export interface ProgressiveStage {
  /** N: steps in which this student samples. */
  readonly intervals: number
  /** Its first iteration, and how many it has. */
  readonly start: number
  readonly length: number
}

/**
 * The student at an iteration (Salimans and Ho 2022, with the lengths of Song et al. 2023, section 6.1): N halves
 * from stage to stage, and those of 2 steps and 1 step last twice as long as the others.
 */
export function progressiveStage(
  iteration: number,
  schedule: ProgressiveSchedule,
): ProgressiveStage {
  const { first, last, iterations } = schedule
  const count = Math.max(0, Math.floor(Math.log2(first / last))) + 1
  const students = Array.from({ length: count }, (_, j) => Math.max(1, Math.floor(first / 2 ** j)))
  const shares = students.map((intervals) => (intervals <= 2 ? 2 : 1))
  const total = shares.reduce((a, b) => a + b, 0)
  let passed = 0
  let stage: ProgressiveStage = { intervals: first, start: 0, length: iterations }
  for (const [j, intervals] of students.entries()) {
    const start = Math.floor((passed * iterations) / total)
    passed += shares[j]
    const length = Math.floor((passed * iterations) / total) - start
    if (start <= iteration && length > 0) stage = { intervals, start, length }
  }
  return stage
}
