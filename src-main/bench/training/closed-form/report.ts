/** What the closed-form study found, as a table and a curve. */
import { lineChart } from '../line-chart.ts'
import { markdownTable } from '../page-blocks.ts'
import { LEVELS } from './run-closed-form.ts'
import type { ClosedFormResult } from './run-closed-form.ts'

/** Shares of a run at which its error stands in the table. */
const SHARES = [0.05, 0.1, 0.25, 0.5, 1]

/** Error against updates, and level by level at the end beside what perfect training would leave. */
export function closedFormTables(results: readonly ClosedFormResult[]): string[] {
  const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
  const overTime = results.map(({ run, measured, limits, cpuSeconds }) => [
    run.name,
    String(run.updates),
    ...SHARES.map((share) => errorAt(measured, share * run.updates)),
    run.recipe === 'edm' ? '' : meanOf(limits).toFixed(3),
    cpuSeconds.toFixed(0),
  ])
  const byLevel = results.flatMap(({ run, errors, limits }) => [
    [run.name, ...errors.map((error) => error.toFixed(3))],
    ...(run.recipe === 'edm' ? [] : [['limit', ...limits.map((limit) => limit.toFixed(3))]]),
  ])
  const percents = SHARES.map((share) => `${100 * share} %`)
  return [
    ...markdownTable([['run', 'updates', ...percents, 'limit', 'CPU s'], ...overTime]),
    '',
    ...markdownTable([['sigma', ...LEVELS.map((sigma) => sigma.toPrecision(2))], ...byLevel]),
  ]
}

function errorAt(measured: ClosedFormResult['measured'], step: number): string {
  const reached = measured.filter((one) => one.step <= step * 1.001)
  return reached[reached.length - 1]?.value.toFixed(3) ?? ''
}

export function closedFormChart(results: readonly ClosedFormResult[]): string {
  const curves = results.map(({ run, measured }) => ({
    label: run.name,
    points: measured.map(({ step, value }) => ({ x: step, y: value })),
  }))
  return lineChart(curves, {
    title: 'Distance to the closed form on Gaussian data, in deviations of the data',
    x: 'updates; mean over the noise levels of the root mean square',
  })
}
