/** What learning the pictures has gained, as a table. */
import { markdownTable, modelLine } from '../training/page-blocks.ts'
import type { MeasuredModel } from '../training/page-blocks.ts'
import type { LearnCase } from './run-learn.ts'

export interface MeanGain {
  readonly psnrGain: number
  readonly ssimGain: number
}

export function meanGain(cases: readonly LearnCase[]): MeanGain {
  const mean = (value: (one: LearnCase) => number) =>
    cases.reduce((sum, one) => sum + value(one), 0) / Math.max(cases.length, 1)
  return {
    psnrGain: mean(({ before, learnt }) => learnt.psnr - before.psnr),
    ssimGain: mean(({ before, learnt }) => learnt.ssim - before.ssim),
  }
}

/** The photographs, the mean, and the model that they started from. */
export function learnTable(cases: readonly LearnCase[], model: MeasuredModel): string[] {
  const rows = cases.map(({ photo, before, learnt, updates }) => [
    photo,
    before.psnr.toFixed(2),
    learnt.psnr.toFixed(2),
    before.ssim.toFixed(4),
    learnt.ssim.toFixed(4),
    String(updates),
  ])
  const { psnrGain, ssimGain } = meanGain(cases)
  return [
    ...markdownTable([
      ['photograph', 'PSNR, dB', 'learnt first', 'SSIM', 'learnt first', 'updates'],
      ...rows,
      ['mean gain', '', signed(psnrGain, 2), '', signed(ssimGain, 4), ''],
    ]),
    '',
    modelLine(model),
  ]
}

export const signed = (value: number, digits: number) =>
  `${value < 0 ? '' : '+'}${value.toFixed(digits)}`
