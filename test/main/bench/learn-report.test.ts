/** The table of what learning pictures has gained. */
import { expect, test } from 'vitest'
import { learnTable, meanGain } from '../../../src-main/bench/learn/report.ts'

const cases = [
  {
    ...{ photo: 'a.png', updates: 80, seconds: 9 },
    before: { psnr: 20, ssim: 0.5 },
    learnt: { psnr: 21, ssim: 0.6 },
  },
  {
    ...{ photo: 'b.png', updates: 80, seconds: 9 },
    before: { psnr: 30, ssim: 0.9 },
    learnt: { psnr: 29.5, ssim: 0.88 },
  },
]

test('tells each photograph with what was gained on the mean, losses too', () => {
  expect(meanGain(cases).psnrGain).toBeCloseTo(0.25)
  expect(meanGain(cases).ssimGain).toBeCloseTo(0.04)
  const lines = learnTable(cases, { id: 'here', hash: 'a'.repeat(64) })
  expect(lines).toHaveLength(7)
  expect(lines[3]).toMatch(/^\| b\.png +\| 30\.00 +\| 29\.50 +\| 0\.9000 \| 0\.8800 +\| 80 +\|$/)
  expect(lines[4]).toMatch(/^\| mean gain +\| +\| \+0\.25 +\| +\| \+0\.0400 +\|/)
  expect(lines.at(-1)).toBe('The model is `here` (SHA-256 aaaaaaaaaaaa...).')
})
