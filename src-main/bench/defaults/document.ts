/** The page about the search for defaults: what each tool takes now, what was found, everything that was tried. */
import type { Span, ToolSpans } from '../../edits/schedules.ts'
import type { Scored } from './coordinate-search.ts'
import type { PlacedLevels } from './level-search.ts'
import type { ToolDefaults } from './run-defaults.ts'

export interface DefaultsFacts {
  readonly command: string
  readonly model: { readonly id: string; readonly hash: string }
  readonly photographs: readonly string[]
}

/** Markdown for docs/defaults.md. */
export function defaultsDocument(
  found: readonly ToolDefaults[],
  { command, model, photographs }: DefaultsFacts,
): string {
  return [
    '# Noise levels of the tools',
    '',
    `Written by \`${command}\`; do not edit. Model \`${model.id}\`, weights SHA-256 \`${model.hash.slice(0, 16)}\`,`,
    `on ${photographs.length} photographs that it was not trained on: ${photographs.join(', ')}.`,
    '',
    'The score is PSNR in dB plus 20 times SSIM where the damage was, the mean over photographs and damages. The search',
    'changes one number at a time (highest level, steps, lowest level, share of noise) and keeps what is better, until',
    'nothing is. Where two to four levels remain, those below the highest are then placed one by one by the ternary search',
    'of Song et al. 2023. `src-main/edits/schedules.ts` holds the numbers that the tools take.',
    '',
    ...found.flatMap(section),
  ].join('\n')
}

function section({ tool, start, best, tried, placed }: ToolDefaults): string[] {
  const rows = tried.toSorted((a, b) => b.score - a.score)
  return [
    `## ${tool}`,
    '',
    `Now ${start.score.toFixed(3)}, best found ${best.score.toFixed(3)}, ${tried.length} candidates.`,
    ...(placed ? [describePlaced(placed)] : []),
    '',
    '| score | first | finer |',
    '| --- | --- | --- |',
    ...rows.map(row),
    '',
  ]
}

function row({ score, candidate: { first, finer } }: Scored<ToolSpans>): string {
  return `| ${score.toFixed(3)} | ${describeSpan(first)} | ${describeSpan(finer)} |`
}

function describePlaced({ sigmas, score, evaluations }: PlacedLevels): string {
  const levels = sigmas.map((sigma) => sigma.toPrecision(2)).join(', ')
  return `Placed by ternary search: ${levels}, ${score.toFixed(3)}, ${evaluations} lists.`
}

/** A span in words: '8 steps 0.4 to 0.02, noise 0.35'. */
export function describeSpan({ steps, high, low, noise, draws = 1 }: Span): string {
  const range = steps === 1 ? `1 step at ${high}` : `${steps} steps ${high} to ${low}`
  return `${range}, noise ${noise}${draws === 1 ? '' : `, mean of ${draws}`}`
}
