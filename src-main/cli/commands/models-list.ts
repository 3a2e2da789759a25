/**
 * `models list`: the models that come along, one line each.
 * Reads their records only.
 */
import { listModels } from '../../models/library.ts'
import type { ModelRecord } from '../../models/library.ts'
import { defineCommand } from '../command.ts'

export const modelsListCommand = defineCommand(
  {
    name: 'models list',
    summary: 'List the models that come along',
    operands: {},
    options: {},
    examples: ['models list', 'models list --json'],
  },
  async (_, { print }) => {
    const models = await listModels()
    for (const { id, name, windowSize, licence } of models) {
      print(`${id}  ${name}, windows of ${windowSize} pixels, ${licence}`)
    }
    if (models.length === 0) print('There is no model yet; train one with selfsame train.')
    return { report: { models: models.map(summarize) } }
  },
)

/** What --json tells of a model: all but the network's own recipe and the trainer's record. */
export function summarize(record: ModelRecord) {
  const { id, name, folder, licence, hash, windowSize, patchFolding, classes } = record
  return { id, name, folder, licence, hash, windowSize, patchFolding, classes }
}
