/** What the comparison of the recipes found, as tables and a contact sheet. */
import { emptyImage } from '../../../../src-shared/tensor/pixels.ts'
import type { PixelImage } from '../../../../src-shared/tensor/pixels.ts'
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'
import { contactSheet } from '../../quality/contact-sheet.ts'
import type { SheetCell } from '../../quality/contact-sheet.ts'
import { markdownTable } from '../page-blocks.ts'
import type { Judged } from './judge.ts'
import { SIDE } from './pictures.ts'
import { GRAIN } from './run-recipes.ts'
import type { RecipesResult, RunResult } from './run-recipes.ts'
import { ABLATIONS, MAIN_RUNS, passesPerUpdate, recipeOf } from './runs.ts'

/** Distances are small numbers: they stand in the tables a thousand times as large, with their standard error. */
const figure = ({ distance: { value, error } }: Judged) =>
  `${(1000 * value).toFixed(2)} ± ${(1000 * error).toFixed(2)}`

const HEAD = ['run', 'updates', 'passes', 'CPU s', 'one step', 'two steps', 'second level']

export function recipesTables({ runs, teacher, real, grainy, blurred }: RecipesResult): string[] {
  const rows = MAIN_RUNS.flatMap(({ name }) => runs.filter((one) => one.run.name === name))
  const many = teacher.map(({ calls, judged }) => [`edm, Heun, ${calls} calls`, figure(judged)])
  return [
    ...markdownTable([HEAD, ...rows.map(rowOf)]),
    '',
    ...markdownTable([
      ['for comparison', 'distance'],
      ...many,
      ['real pictures', figure(real)],
      [`real pictures with grain of deviation ${GRAIN}`, figure(grainy)],
      ['real pictures, 3 x 3 means', figure(blurred)],
    ]),
  ]
}

export function ablationTables(runs: readonly RunResult[]): string[] {
  return ABLATIONS.flatMap(({ title, runs: compared }) => {
    const rows = compared.flatMap(({ name }) => runs.filter((one) => one.run.name === name))
    return [`#### ${title}`, '', ...markdownTable([HEAD, ...rows.map(rowOf)]), '']
  })
}

function rowOf({ run, updates, cpuSeconds, oneStep, twoSteps, middle }: RunResult): string[] {
  const passes = updates * passesPerUpdate(recipeOf(run))
  return [
    run.name,
    String(updates),
    String(passes),
    cpuSeconds.toFixed(0),
    figure(oneStep),
    figure(twoSteps),
    middle === null ? '' : String(middle),
  ]
}

/** What `--json` prints: figures without pictures. */
export function recipesFigures(result: RecipesResult): object {
  const { runs, teacher, real, grainy, blurred } = result
  return {
    real: real.distance,
    grainy: grainy.distance,
    blurred: blurred.distance,
    teacher: teacher.map(({ calls, judged }) => ({ calls, distance: judged.distance })),
    runs: runFigures(runs),
  }
}

export function runFigures(runs: readonly RunResult[]): readonly object[] {
  return runs.map(({ run, oneStep, twoSteps, ...facts }) => ({
    ...run,
    ...facts,
    oneStep: oneStep.distance,
    twoSteps: twoSteps.distance,
  }))
}

const ACROSS = 6
const ENLARGED = 2

/** Samples of the main runs: one step above two, and real pictures beside the teacher's many steps. */
export function recipesSheet({ runs, teacher, real }: RecipesResult): PixelImage {
  const cell = (label: string, { pictures }: Judged): SheetCell => ({
    label,
    image: tile(pictures),
  })
  const main = MAIN_RUNS.flatMap(({ name }) => runs.filter((one) => one.run.name === name))
  const last = teacher[teacher.length - 1]
  const many = last ? [cell(`edm ${last.calls}`, last.judged)] : []
  return contactSheet(
    [
      [cell('real', real), ...main.map(({ run, oneStep }) => cell(`${run.name} 1`, oneStep))],
      [...many, ...main.map(({ run, twoSteps }) => cell(`${run.name} 2`, twoSteps))],
    ],
    { cell: ACROSS * ENLARGED * SIDE },
  )
}

/** The first pictures of a batch in a square, every pixel several times as large. */
function tile({ data }: Tensor): PixelImage {
  const side = ACROSS * ENLARGED * SIDE
  const image = emptyImage({ width: side, height: side }, 1, 8)
  for (let i = 0; i < image.data.length; i++) {
    const [x, y] = [Math.floor((i % side) / ENLARGED), Math.floor(i / side / ENLARGED)]
    const picture = Math.floor(y / SIDE) * ACROSS + Math.floor(x / SIDE)
    const value = data[picture * SIDE ** 2 + (y % SIDE) * SIDE + (x % SIDE)] ?? 0
    image.data[i] = Math.min(Math.max(Math.round(127.5 * (value + 1)), 0), 255)
  }
  return image
}
