/**
 * The figures of the quality benchmark as tables that a person reads, in text and in Markdown.
 * It averages and compares; where the model loses, the table says so.
 */
import { OURS } from './run-quality.ts'
import type { QualityCase } from './run-quality.ts'
import { meansOf } from './summary.ts'
import type { Means } from './summary.ts'

/** The means of one method, and how the model stands with them. */
export interface SummaryRow extends Means {
  /** For the model: what it loses on, and to whom; empty for all others. */
  readonly verdict: string
}

/** Means per task and method, in the order in which they first occur. */
export function summarize(cases: readonly QualityCase[]): SummaryRow[] {
  const rows = meansOf(cases)
  return rows.map((row) => ({ ...row, verdict: verdict(row, rows) }))
}

function verdict(row: Means, rows: readonly Means[]): string {
  if (row.method !== OURS) return ''
  const rivals = rows.filter(
    ({ task, variant, method }) =>
      task === row.task && variant === row.variant && !method.startsWith(OURS),
  )
  const losses = [
    lossOn('PSNR', row, rivals, ({ psnr }) => psnr),
    lossOn('SSIM', row, rivals, ({ ssim }) => ssim),
    lossOn('SSIMULACRA', row, rivals, ({ ssimulacra }) =>
      ssimulacra === null ? null : -ssimulacra,
    ),
    lossOn('chroma', row, rivals, ({ task, chroma }) => (task === 'colorize' ? -chroma : null)),
  ].filter((loss) => loss !== '')
  return losses.length > 0 ? `loses on ${losses.join(', ')}` : 'best'
}

/** `PSNR to telea by 0.52`, or nothing where no rival is better. */
function lossOn(
  metric: string,
  row: Means,
  rivals: readonly Means[],
  score: (row: Means) => number | null,
): string {
  const own = score(row)
  const [best] = rivals
    .map((rival) => ({ method: rival.method, score: score(rival) ?? -Infinity }))
    .toSorted((a, b) => b.score - a.score)
  if (own === null || !best || best.score <= own) return ''
  return `${metric} to ${best.method} by ${(best.score - own).toPrecision(2)}`
}

const HEAD = [
  ...['task', 'variant', 'method', 'PSNR dB', 'SSIM', 'SSIMULACRA', 'chroma error'],
  'against the baselines',
]

/** The summary as aligned text. */
export function textTable(rows: readonly SummaryRow[]): string[] {
  const lines = [HEAD, ...rows.map(cellsOf)]
  const widths = HEAD.map((_, column) =>
    Math.max(...lines.map((cells) => (cells[column] ?? '').length)),
  )
  return lines.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** The summary and the figures of every photograph as Markdown tables. */
export function markdownTables(cases: readonly QualityCase[]): string {
  const single = cases.map((one) => [
    one.photo,
    ...cellsOf({ ...one, photographs: 1, verdict: '' }),
  ])
  return [
    ...markdown(HEAD, summarize(cases).map(cellsOf)),
    '',
    '## Every photograph',
    '',
    ...markdown(
      ['photo', ...HEAD.slice(0, -1)],
      single.map((cells) => cells.slice(0, -1)),
    ),
  ].join('\n')
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}

function cellsOf(row: SummaryRow): string[] {
  const { task, variant, method, psnr, ssim, ssimulacra, chroma, verdict } = row
  const distance = ssimulacra === null ? '-' : ssimulacra.toFixed(4)
  return [
    ...[task, variant, method, psnr.toFixed(2), ssim.toFixed(4), distance],
    ...[chroma.toFixed(2), verdict],
  ]
}
