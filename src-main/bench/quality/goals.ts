/**
 * What the project demands of its model, held against the measured means: each goal is reached or not, and by how
 * much. The demands stand here and nowhere else; nothing is measured here.
 */
import { ESRGAN } from './baselines.ts'
import { OURS, inSteps } from './run-quality.ts'
import type { Means } from './summary.ts'

/** One demand: a figure of the model's that is to be better than another method's by a margin. */
interface Demand {
  readonly variant: string
  readonly metric: Metric
  readonly than: string
  /** In the unit of the metric; 0 asks for no loss, or for any gain where `strictly` is set. */
  readonly margin: number
  readonly strictly?: boolean
  /** Whose figure it is; the model as it is used if not given. */
  readonly method?: string
}

export type Metric = 'psnr' | 'ssim' | 'ssimulacra' | 'chroma'

export interface Verdict {
  readonly variant: string
  readonly goal: string
  /** How much better the model is, in the unit of the metric; null where one side was not measured. */
  readonly gain: number | null
  readonly demanded: number
  readonly reached: boolean | null
}

/** Metrics of which more is better; of the others less is. */
const LARGER_IS_BETTER: readonly Metric[] = ['psnr', 'ssim']
const TITLES: Readonly<Record<Metric, string>> = {
  psnr: 'PSNR in dB',
  ssim: 'SSIM',
  ssimulacra: 'SSIMULACRA',
  chroma: 'chroma error',
}

const DEMANDS: readonly Demand[] = [
  ...['scratches', 'text', 'hole'].flatMap((variant) =>
    (['psnr', 'ssim', 'ssimulacra'] as const).flatMap((metric) =>
      ['telea', 'navier-stokes'].map((than) => better(variant, metric, than)),
    ),
  ),
  ...enlargement('x2', 0.5),
  ...enlargement('x4', 0.3),
  ...[15, 25, 50].flatMap((sigma) =>
    ['bilateral', 'median'].map((than): Demand => ({
      variant: `sigma ${sigma}`,
      metric: 'psnr',
      than,
      margin: 1.5,
    })),
  ),
  ...['grey', 'usual-chroma', 'mean-chroma'].map((than) => better('grey', 'chroma', than)),
  ...['scratches', 'text', 'hole', 'x2', 'x4', 'grey'].flatMap((variant) =>
    [2, 4].map((steps): Demand => ({
      variant,
      metric: 'ssimulacra',
      method: inSteps(steps),
      than: inSteps(steps / 2),
      margin: 0,
    })),
  ),
]

function better(variant: string, metric: Metric, than: string): Demand {
  return { variant, metric, than, margin: 0, strictly: true }
}

function enlargement(variant: string, margin: number): Demand[] {
  return [
    ...['bicubic', 'lanczos'].map((than) => ({ variant, metric: 'psnr' as const, than, margin })),
    better(variant, 'ssimulacra', ESRGAN),
  ]
}

/** How the means stand to every demand, in their fixed order. */
export function judge(means: readonly Means[]): Verdict[] {
  return DEMANDS.map((demand) => {
    const { variant, metric, than, margin, strictly = false, method = OURS } = demand
    const figure = (name: string) =>
      means.find((row) => row.variant === variant && row.method === name)?.[metric] ?? null
    const [own, other] = [figure(method), figure(than)]
    const gain = own === null || other === null ? null : gainOf(metric, own, other)
    const reached = gain === null ? null : strictly ? gain > margin : gain >= margin
    const who = method === OURS ? '' : `${method}: `
    const goal = `${who}${TITLES[metric]} against ${than}`
    return { variant, goal, gain, demanded: margin, reached }
  })
}

function gainOf(metric: Metric, own: number, other: number): number {
  return LARGER_IS_BETTER.includes(metric) ? own - other : other - own
}

/** A Markdown table of the verdicts, and how many are reached before it. */
export function verdictTable(verdicts: readonly Verdict[]): string {
  const count = verdicts.filter(({ reached }) => reached === true).length
  const rows = verdicts.map(({ variant, goal, gain, demanded, reached }) => {
    const answer = reached === null ? 'not measured' : reached ? 'yes' : '**no**'
    const by = gain === null ? '-' : signed(gain - demanded)
    return `| ${variant} | ${goal} | ${demanded} | ${gain === null ? '-' : signed(gain)} | ${answer} | ${by} |`
  })
  return [
    `${count} of ${verdicts.length} goals are reached.`,
    '',
    '| variant | goal | demanded gain | gain | reached | by |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

function signed(value: number): string {
  const text = Math.abs(value) < 0.1 ? value.toFixed(4) : value.toFixed(2)
  return value > 0 ? `+${text}` : text
}
