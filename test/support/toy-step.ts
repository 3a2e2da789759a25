/**
 * A training step without a network: least squares of a linear model on the pixels, with momentum, noise and averages.
 * Like the real one it is a pure function of state, batch and seed.
 */
import { uniforms } from '../../src-shared/tensor/random.ts'
import type { TrainState, TrainStep } from '../../src-shared/training/train-step.ts'
import { at } from './at.ts'

/** A state of `size` zeros. */
export function toyState(size = 6): TrainState {
  const zeros = () => new Float32Array(size)
  return { step: 0, theta: zeros(), m: zeros(), v: zeros(), target: zeros(), averages: [zeros()] }
}

/** Fits theta . pixels to a known mixture of them: 0.02 learning rate, 0.9 momentum, 0.95 averages. */
export const toyStep: TrainStep = (state, batch) => {
  const size = state.theta.length
  const noise = uniforms(7, state.step, size)
  const gradient = new Float32Array(size)
  const count = batch.shape[0] ?? 1
  const length = batch.data.length / count
  let loss = 0
  for (let sample = 0; sample < count; sample++) {
    const pixels = batch.data.subarray(sample * length, (sample + 1) * length)
    const wanted = state.theta.reduce((sum, _, i) => sum + 0.3 * (pixels[i] ?? 0), 0.1)
    const given = state.theta.reduce((sum, weight, i) => sum + weight * (pixels[i] ?? 0), 0)
    const residual = given - wanted
    loss += residual ** 2 / count
    for (let i = 0; i < size; i++) {
      const slope = (2 * residual * (pixels[i] ?? 0)) / count + 0.001 * (at(noise, i) - 0.5)
      gradient[i] = at(gradient, i) + slope
    }
  }
  const m = state.m.map((value, i) => 0.9 * value + (gradient[i] ?? 0))
  const v = state.v.map((value, i) => Math.max(value, Math.abs(gradient[i] ?? 0)))
  const theta = state.theta.map((value, i) => value - 0.02 * (m[i] ?? 0))
  const follow = (old: Float32Array) => old.map((value, i) => 0.95 * value + 0.05 * (theta[i] ?? 0))
  const target = state.target && follow(state.target)
  const averages = state.averages.map(follow)
  const gradientNorm = Math.sqrt(gradient.reduce((sum, value) => sum + value ** 2, 0))
  const next = { step: state.step + 1, theta, m, v, target, averages }
  return Promise.resolve({ state: next, loss, gradientNorm })
}
