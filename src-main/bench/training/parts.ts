/**
 * The parts of the training study by name: each runs, and gives its tables, its pictures and its raw figures.
 */
import { join } from 'node:path'
import { encodeBytes } from '../../images/encode.ts'
import { BRICKS, BRICKS_HELD_BACK, FASHION_MNIST, PHOTOGRAPHS } from '../project-folders.ts'
import { closedFormChart, closedFormTables } from './closed-form/report.ts'
import { closedFormRuns, runClosedForm } from './closed-form/run-closed-form.ts'
import { modelLine } from './page-blocks.ts'
import type { MeasuredModel } from './page-blocks.ts'
import { readPictures } from './recipes/pictures.ts'
import {
  ablationTables,
  recipesFigures,
  recipesSheet,
  recipesTables,
  runFigures,
} from './recipes/report.ts'
import { runAblations, runRecipes } from './recipes/run-recipes.ts'
import type { StudyPlace } from './study.ts'
import { textureTable } from './texture/report.ts'
import { runTexture } from './texture/run-texture.ts'

export interface PartResult {
  /** Markdown, which reads well on a terminal, too. */
  readonly tables: readonly string[]
  /** Name of a file beside the page -> its bytes. */
  readonly pictures: Readonly<Record<string, Uint8Array>>
  readonly figures: object
}

export interface PartOptions extends StudyPlace {
  /** Folder of the model that is tuned, and what it is. */
  readonly from: string
  readonly model: MeasuredModel
  /** Factor of the number of updates, for a quick look. */
  readonly scale: number
}

type Part = (options: PartOptions) => Promise<PartResult>

export const PART_NAMES = ['closed-form', 'recipes', 'ablations', 'texture'] as const
export type PartName = (typeof PART_NAMES)[number]

const utf8 = (text: string) => new TextEncoder().encode(text)

const closedForm: Part = async ({ scale, ...place }) => {
  const results = await runClosedForm(closedFormRuns(scale), within(place, 'closed-form'))
  return {
    tables: closedFormTables(results),
    pictures: { 'closed-form.svg': utf8(closedFormChart(results)) },
    figures: results,
  }
}

const recipes: Part = async (options) => {
  const pictures = await readPictures(FASHION_MNIST)
  const result = await runRecipes(pictures, { ...options, ...within(options, 'recipes') })
  return {
    tables: recipesTables(result),
    pictures: { 'samples.png': await encodeBytes(recipesSheet(result), 'png') },
    figures: recipesFigures(result),
  }
}

const ablations: Part = async (options) => {
  const pictures = await readPictures(FASHION_MNIST)
  const runs = await runAblations(pictures, { ...options, ...within(options, 'recipes') })
  return { tables: ablationTables(runs), pictures: {}, figures: runFigures(runs) }
}

/** Updates of fine-tuning, their patches, and what is measured. */
const TEXTURE = { updates: 200, batch: 4, patches: 32, side: 256, seed: 1 }

const texture: Part = async ({ scale, from, model, ...place }) => {
  const updates = Math.max(1, Math.round(scale * TEXTURE.updates))
  const result = await runTexture({
    ...TEXTURE,
    ...place,
    updates,
    from,
    family: BRICKS,
    heldBack: BRICKS_HELD_BACK,
    others: PHOTOGRAPHS,
    onStep: (step, steps) => place.onStep?.('texture', step, steps),
  })
  const tables = [...textureTable(result), '', modelLine(model)]
  return { tables, pictures: {}, figures: result }
}

export const PARTS: Readonly<Record<PartName, Part>> = {
  'closed-form': closedForm,
  recipes,
  ablations,
  texture,
}

const within = (place: StudyPlace, name: string): StudyPlace => ({
  ...place,
  folder: join(place.folder, name),
})
