import { describe, expect, test } from 'vitest'
import { judge, verdictTable } from '../../../../src-main/bench/quality/goals.ts'
import type { Means } from '../../../../src-main/bench/quality/summary.ts'

const row = (variant: string, method: string, figures: Partial<Means>): Means => ({
  ...{ task: 'upscale', variant, method, photographs: 1, psnr: 30, ssim: 0.9 },
  ...{ ssimulacra: 0.1, chroma: 5, ...figures },
})

const goalOf = (means: readonly Means[], goal: string) =>
  judge(means).find((verdict) => verdict.variant === 'x2' && verdict.goal === goal)

describe('a goal', () => {
  test('is reached at its margin and missed below it', () => {
    const against = (psnr: number) =>
      goalOf(
        [row('x2', 'selfsame', { psnr }), row('x2', 'lanczos', {})],
        'PSNR in dB against lanczos',
      )
    expect(against(30.5)).toMatchObject({ gain: 0.5, demanded: 0.5, reached: true })
    expect(against(30.25)).toMatchObject({ gain: 0.25, reached: false })
  })

  test('counts a smaller distance as a gain, and a tie as no win over a rival', () => {
    const against = (ssimulacra: number) =>
      goalOf(
        [row('x2', 'selfsame', { ssimulacra }), row('x2', 'esrgan-medium', {})],
        'SSIMULACRA against esrgan-medium',
      )
    expect(against(0.05)).toMatchObject({ gain: 0.05, reached: true })
    expect(against(0.1)).toMatchObject({ gain: 0, reached: false })
  })

  test('of more steps is reached by losing nothing', () => {
    const means = [row('x2', 'selfsame, 1 step', {}), row('x2', 'selfsame, 2 steps', {})]
    const goal = 'selfsame, 2 steps: SSIMULACRA against selfsame, 1 step'
    expect(goalOf(means, goal)).toMatchObject({ gain: 0, reached: true })
  })

  test('that could not be measured is neither reached nor missed', () => {
    const verdict = goalOf([row('x2', 'selfsame', {})], 'PSNR in dB against bicubic')
    expect(verdict).toMatchObject({ gain: null, reached: null })
    expect(verdictTable(verdict ? [verdict] : [])).toMatch(/0 of 1 .*not measured/s)
  })
})
