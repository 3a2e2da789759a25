import { describe, expect, test } from 'vitest'
import {
  CT_CIFAR10,
  CT_IMAGENET64,
  CT_LSUN256,
  ctPointCount,
  ctTargetRate,
  ECT_WEIGHTS,
  ectPartner,
  ectStage,
  ICT_CIFAR10,
  ictPointCount,
  ictStageLength,
  logNormalSigma,
} from '../../../src-shared/diffusion/curriculum.ts'
import { goldenSchedules, largestError } from '../../support/golden.ts'

describe('the schedules of consistency training', () => {
  const published = [
    ['cifar10', CT_CIFAR10],
    ['imagenet64', CT_IMAGENET64],
    ['lsun256', CT_LSUN256],
  ] as const

  test.each(published)('N(k) of %s is that of the published program', async (name, schedule) => {
    const iterations = await goldenSchedules(`ct.${name}.k`)
    const counts = iterations.map((k) => ctPointCount(k, schedule))
    expect(counts).toEqual(await goldenSchedules(`ct.${name}.N`))
  })
  test.each(published)('mu(k) of %s agrees in both forms', async (name, schedule) => {
    const iterations = await goldenSchedules(`ct.${name}.k`)
    const code = iterations.map((k) => ctTargetRate(k, schedule, 'published'))
    const paper = iterations.map((k) => ctTargetRate(k, schedule, 'paper'))
    expect(largestError(code, await goldenSchedules(`ct.${name}.mu_code`))).toBeLessThan(1e-12)
    expect(largestError(paper, await goldenSchedules(`ct.${name}.mu_paper`))).toBeLessThan(1e-12)
  })
  test('the two forms differ from the first step on: mu0 and mu0 squared', () => {
    expect(ctTargetRate(0, CT_IMAGENET64, 'paper')).toBeCloseTo(0.95, 12)
    expect(ctTargetRate(0, CT_IMAGENET64, 'published')).toBeCloseTo(0.95 ** 2, 12)
  })
})

describe('the curriculum of the improved techniques', () => {
  const short = { first: 10, last: 160, iterations: 1000 }

  test.each([
    ['cifar10_400k', ICT_CIFAR10],
    ['short', short],
  ] as const)('N(k) of %s doubles where the reference does', async (name, schedule) => {
    const iterations = await goldenSchedules(`ict.${name}.k`)
    const counts = iterations.map((k) => ictPointCount(k, schedule))
    expect(counts).toEqual(await goldenSchedules(`ict.${name}.N`))
  })
  test('has eight stages of 50000 for CIFAR-10 and five of 200 in the short run', () => {
    expect(ictStageLength(ICT_CIFAR10)).toBe(50_000)
    expect(ictStageLength(short)).toBe(200)
    expect(ictPointCount(short.iterations * 9, short)).toBe(161)
  })
})

describe('easy consistency tuning', () => {
  test.each([
    [256, 0],
    [2, 0],
    [2, 3],
    [4, 1],
  ])('r(t) for q = %i at stage %i agrees with the reference', async (base, stage) => {
    const ts = await goldenSchedules('ect_t')
    const rs = ts.map((t) => ectPartner(t, { base, stage }))
    const expected = await goldenSchedules(`ect_r_q${base}_stage${stage}`)
    expect(largestError(rs, expected)).toBeLessThan(1e-12)
  })
  test('without widening the gap is a fixed share of t', () => {
    expect(ectPartner(3, { base: 4, stage: 1, widening: 0 })).toBeCloseTo(3 * (1 - 1 / 16), 12)
  })
  test('stages count doublings, and none come without an interval', () => {
    expect([0, 249, 250, 999].map((k) => ectStage(k, 250))).toEqual([0, 0, 1, 3])
    expect(ectStage(1e9, Infinity)).toBe(0)
  })
  test('weights are 1/(t - r) and 1/t^2 + 1/sigmaData^2', () => {
    expect(ECT_WEIGHTS.cifar10(2, 1.5)).toBe(2)
    expect(ECT_WEIGHTS.imagenet(2)).toBeCloseTo(1 / 4 + 4, 12)
  })
  test('noise levels are lognormal: their median is exp(mean)', () => {
    expect(logNormalSigma(0, { mean: -1.1, deviation: 2 })).toBeCloseTo(Math.exp(-1.1), 12)
    expect(Math.log(logNormalSigma(1.5, { mean: -1.2, deviation: 1.2 }))).toBeCloseTo(0.6, 12)
  })
})
