/** The figures of the quality benchmark averaged over photographs. Compares nothing. */
import type { QualityCase } from './run-quality.ts'

/** One method at one task, averaged over photographs. */
export interface Means extends Omit<QualityCase, 'photo'> {
  readonly photographs: number
}

/** Means per task, variant and method, in the order in which they first occur. */
export function meansOf(cases: readonly QualityCase[]): Means[] {
  const keyOf = ({ task, variant, method }: QualityCase) => [task, variant, method].join()
  return [...new Set(cases.map(keyOf))].flatMap((key) => {
    const group = cases.filter((one) => keyOf(one) === key)
    const [first] = group
    if (!first) return []
    const { task, variant, method } = first
    const all = group.map((one) => one.ssimulacra).filter((value) => value !== null)
    return {
      task,
      variant,
      method,
      photographs: group.length,
      psnr: mean(group.map((one) => one.psnr)),
      ssim: mean(group.map((one) => one.ssim)),
      ssimulacra: all.length === group.length ? mean(all) : null,
      chroma: mean(group.map((one) => one.chroma)),
    }
  })
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
