/**
 * `models published`: the checkpoints that the makers of consistency models published, what each takes, and where its
 * user can get it. Fetches nothing.
 */
import { PUBLISHED, whereToGet } from '../../../src-shared/importers/published-models.ts'
import { karrasSigmas } from '../../../src-shared/diffusion/noise-schedule.ts'
import type { PublishedModel } from '../../../src-shared/contract/models-api.ts'
import { commandLibrary } from '../../models/library.ts'
import { publishedModels } from '../../models/published.ts'
import { defineCommand } from '../command.ts'

const GIGA = 1e9

function sigmasOf({ gridPoints, timePoints }: PublishedModel): number[] {
  const grid = karrasSigmas(gridPoints)
  return timePoints.flatMap((point) => grid[point] ?? [])
}

export const modelsPublishedCommand = defineCommand(
  {
    name: 'models published',
    summary: 'List the published consistency models: what each takes, and where to get it',
    operands: {},
    options: {},
    examples: ['models published', 'models published --json'],
  },
  async (_, { print }) => {
    const models = publishedModels(await commandLibrary().list())
    const rows = models.map((model) => {
      const checkpoint = PUBLISHED.find(({ name }) => name === model.name)
      const original = checkpoint === undefined ? '' : whereToGet(checkpoint).original
      return { ...model, original, sigmas: sigmasOf(model) }
    })
    for (const row of rows) {
      const classes = row.classes === null ? 'no classes' : `${row.classes} classes`
      print(`${row.name}  ${row.installed === null ? '' : `(installed as ${row.installed})`}`)
      print(`  ${row.windowSize} pixels, ${row.subject}, ${classes}, licence ${row.licence}`)
      print(
        `  ${(row.fileBytes / GIGA).toFixed(2)} GB on disk, about ${(row.memory / GIGA).toFixed(1)} GB of memory`,
      )
      print(
        `  time points ${row.timePoints.join(', ')} of ${row.gridPoints}: sigma ${row.sigmas.map((s) => s.toPrecision(5)).join(', ')}`,
      )
      print(`  ${row.page}`)
      print(`    model_index.json, scheduler/scheduler_config.json, unet/config.json, ${row.file}`)
      print(`  or ${row.original}`)
    }
    print('Put the files into a folder of that name, and run selfsame models import on it.')
    return { report: { models: rows } }
  },
)
