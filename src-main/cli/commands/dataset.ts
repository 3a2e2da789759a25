/**
 * `dataset`: what a folder holds and what a training run would do with it. Trains nothing.
 */
import { resolve } from 'node:path'
import type {
  ClassReport,
  DatasetChoice,
  DatasetReport,
  PhotographReport,
  TrainingEstimate,
} from '../../../src-shared/contract/training-api.ts'
import { pasteTensor, emptyImage } from '../../../src-shared/tensor/pixels.ts'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { sentence } from '../../../src-shared/contract/sentences.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { recipeNames } from '../../../src-shared/training/recipe.ts'
import type { RecipeName } from '../../../src-shared/training/recipe.ts'
import { encodeImage } from '../../images/encode.ts'
import { findModel } from '../../models/library.ts'
import { trainsAs } from '../../models/trains-as.ts'
import { createDatasets } from '../../trainer/datasets.ts'
import { createPaceBook } from '../../trainer/measure-pace.ts'
import { createPlans } from '../../trainer/plans.ts'
import { choosePhotographs } from '../../training/choose-photographs.ts'
import { shippedFeatures } from '../../training/feature-file.ts'
import { patchSizeOf, photographNeeds } from '../../training/patch-size.ts'
import { createPatchSource } from '../../training/patch-source.ts'
import { surveyFolder } from '../../training/survey-folder.ts'
import type { SurveyMemory } from '../../training/survey-folder.ts'
import { checkPhotographs } from '../check-photographs.ts'
import { defineCommand } from '../command.ts'
import type { CommandContext } from '../command.ts'
import { FORCE_OPTION } from '../common-options.ts'
import { choice, flag, integer, list, real, text } from '../options.ts'
import type { OptionTable, OptionValues } from '../options.ts'
import { spellDuration } from '../progress-line.ts'

const OPTIONS = {
  exclude: list({ placeholder: 'PATH,...', help: 'photographs to leave out' }),
  include: list({ placeholder: 'PATH,...', help: 'duplicates to use nevertheless' }),
  patches: text({
    placeholder: 'SHEET.png',
    help: 'writes the first patches of a run as a picture',
  }),
  ...FORCE_OPTION,
  estimate: flag('measures a few updates and says what a run would take'),
  from: text({ placeholder: 'MODEL', help: 'model that the run would start from' }),
  recipe: choice(recipeNames, 'how it would train (default: as train chooses)'),
  minutes: real({ min: 0.05, max: 1e6, placeholder: 'M', help: 'how long (default: 60)' }),
  batch: integer({ min: 1, max: 4096, placeholder: 'B', help: 'patches per update' }),
  seed: integer({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    placeholder: 'S',
    help: 'start of the random numbers (default: 1)',
  }),
} satisfies OptionTable
type Options = OptionValues<typeof OPTIONS>

export const datasetCommand = defineCommand(
  {
    name: 'dataset',
    summary: 'Show what a folder of photographs holds and what training would do with it',
    operands: { FOLDER: 'folder of photographs, searched to its depths' },
    options: OPTIONS,
    examples: [
      'dataset ~/Pictures/garden',
      'dataset ~/Pictures/garden --exclude blurred.jpg --patches patches.png --estimate --minutes 30',
    ],
  },
  async ({ operands, options }, context) => {
    const folder = resolve(operands.FOLDER)
    const memory: SurveyMemory = new Map()
    const from = options.from === undefined ? undefined : (await findModel(options.from)).folder
    const asked: Asked = { folder, from, memory, options, context }
    const report = await inspect(asked)
    const paths = report.photographs.map(({ path }) => path)
    checkPhotographs('exclude', options.exclude ?? [], { folder, paths })
    checkPhotographs('include', options.include ?? [], { folder, paths })
    show(report, context)
    if (options.patches !== undefined) await writePatches(options.patches, asked)
    if (!options.estimate) return { report }
    const estimate = await estimateRun(asked)
    context.print(spell(estimate))
    return { report: { ...report, estimate } }
  },
)

interface Asked {
  readonly folder: string
  /** Folder of the model that the run would start from. */
  readonly from: string | undefined
  readonly memory: SurveyMemory
  readonly options: Options
  readonly context: CommandContext
}

const choiceOf = ({ exclude = [], include = [] }: Options): DatasetChoice => ({
  source: { kind: 'folder', grant: '-' },
  exclude,
  include,
})

async function inspect({ folder, from, memory, options, context }: Asked): Promise<DatasetReport> {
  const { progress, signal } = context
  const onProgress = ({ done, total }: { readonly done: number; readonly total: number }) =>
    progress.show({ label: 'dataset', done, total })
  const datasets = createDatasets({ folderOf: () => folder, memory, onProgress })
  return datasets.inspect(choiceOf(options), { ...(await photographNeeds(from)), signal })
}

function show(report: DatasetReport, context: CommandContext): void {
  const { photographs, counts, megapixels, classes } = report
  for (const photograph of photographs) context.print(lineOf(photograph))
  const { training, validation, excluded, duplicate, unusable } = counts
  context.print(
    `${training} to train on, ${validation} to measure on, ${megapixels.toFixed(1)} megapixels; ` +
      `left out: ${excluded} excluded, ${duplicate} duplicates, ${unusable} of no use`,
  )
  if (classes) context.print(spellClasses(classes))
}

function spellClasses({ folders, fault }: ClassReport): string {
  if (fault?.kind === 'outside') return `No class: ${fault.name} lies in no sub-folder`
  if (fault) return `No class: the sub-folder ${fault.name} is called like none of the model's`
  return `Classes: ${folders.map(({ name, label }) => `${name} (${label})`).join(', ')}`
}

function lineOf({ path, use, width, height, problem, duplicateOf }: PhotographReport): string {
  const how = duplicateOf && (duplicateOf.by === 'bytes' ? 'the same as' : 'looks like')
  const why = problem?.said.text ?? (duplicateOf ? `${how} ${duplicateOf.path}` : '')
  const size = width > 0 ? `${width}x${height}` : '-'
  return [use.padEnd(10), size.padEnd(11), path, ...(why ? [`(${why})`] : [])].join(' ')
}

const COLUMNS = 8
const PATCHES = 64

async function writePatches(path: string, asked: Asked): Promise<void> {
  const { folder, from, memory, options, context } = asked
  const size = await patchSizeOf(from)
  const { signal } = context
  const files = await surveyFolder(folder, { minSide: size, memory, signal })
  const { split } = choosePhotographs(files, choiceOf(options))
  if (split.training.length === 0)
    throw new UserError(sentence('dataEmpty', { folder, count: files.length }))
  const seed = options.seed ?? 1
  const source = createPatchSource(split.training, { size, batch: PATCHES, seed })
  const width = COLUMNS * size
  const height = Math.ceil(PATCHES / COLUMNS) * size
  const sheet: PixelImage = emptyImage({ width, height }, 3, 8)
  for (const [i, { patch }] of (await source.patches(0)).entries()) {
    pasteTensor(sheet, patch, { x: (i % COLUMNS) * size, y: Math.floor(i / COLUMNS) * size })
  }
  await encodeImage(sheet, path, { force: options.force ?? false })
  context.print(`Patches: ${path}`)
}

async function estimateRun({ folder, from, memory, options, context }: Asked) {
  const plans = createPlans({
    folderOf: () => folder,
    featuresOf: () => shippedFeatures,
    library: { find: () => findModel(from) },
    memory,
    paces: createPaceBook(null, context.clocks),
    root: folder,
  })
  const { recipe = await usualRecipe(from), minutes = 60, seed = 1, batch } = options
  const plan = {
    name: 'estimate',
    data: choiceOf(options),
    recipe,
    base: from ?? null,
    length: { minutes },
    ...(batch !== undefined && { batch }),
    seed,
    patience: null,
    mainsOnly: false,
  }
  return plans.estimate(plan, context.signal)
}

async function usualRecipe(from: string | undefined): Promise<RecipeName> {
  return from !== undefined && trainsAs(await findModel(from)) === 'consistency' ? 'adapt' : 'ect'
}

function spell(estimate: TrainingEstimate): string {
  const { steps, seconds, patchesPerSecond, memoryBytes, diskBytes, modelBytes } = estimate
  const mega = (bytes: number) => `${Math.round(bytes / 1e6)} MB`
  return (
    `${steps} updates in ${spellDuration(seconds)} at ${patchesPerSecond.toFixed(1)} patches/s; ` +
    `memory ${mega(memoryBytes)}, disk ${mega(diskBytes)} while it runs, ${mega(modelBytes)} for the model`
  )
}
