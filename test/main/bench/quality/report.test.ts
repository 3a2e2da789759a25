import { describe, expect, test } from 'vitest'
import { markdownTables, summarize, textTable } from '../../../../src-main/bench/quality/report.ts'
import type { QualityCase } from '../../../../src-main/bench/quality/run-quality.ts'

const figures = (photo: string, method: string, values: [number, number, number | null]) =>
  ({
    photo,
    task: 'inpaint',
    variant: 'text',
    method,
    psnr: values[0],
    ssim: values[1],
    ssimulacra: values[2],
    chroma: 5,
  }) satisfies QualityCase

const cases = [
  figures('cat', 'selfsame', [20, 0.5, 0.1]),
  figures('cat', 'telea', [22, 0.4, 0.2]),
  figures('dog', 'selfsame', [24, 0.7, 0.3]),
  figures('dog', 'telea', [23, 0.6, 0.4]),
]

describe('the report', () => {
  test('averages over photographs and says on what the model loses and to whom', () => {
    const [ours, telea] = summarize(cases)
    expect(ours).toMatchObject({ photographs: 2, psnr: 22, ssim: 0.6 })
    expect(ours?.verdict).toBe('loses on PSNR to telea by 0.50')
    expect(telea?.verdict).toBe('')
  })

  test('says when no baseline is better', () => {
    const better = cases.map((one) => (one.method === 'selfsame' ? { ...one, psnr: 30 } : one))
    expect(summarize(better)[0]?.verdict).toBe('best')
  })

  test('leaves SSIMULACRA out where it was not measured', () => {
    const without = cases.map((one) => ({ ...one, ssimulacra: null }))
    expect(summarize(without)[0]?.ssimulacra).toBeNull()
    expect(textTable(summarize(without))[1]).toMatch(/0\.6000 {2}- /)
  })

  test('has a line per method and, in Markdown, a line per photograph and method', () => {
    expect(textTable(summarize(cases))).toHaveLength(3)
    const lines = markdownTables(cases).split('\n')
    expect(lines.filter((line) => line.startsWith('| cat'))).toHaveLength(2)
    expect(lines).toContain('| dog | inpaint | text | telea | 23.00 | 0.6000 | 0.4000 | 5.00 |')
  })
})
