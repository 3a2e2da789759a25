/**
 * `models list`: the models that come along and those that were brought in, one line each.
 * Reads their records only.
 */
import { commandLibrary } from '../../models/library.ts'
import type { ModelRecord } from '../../models/library.ts'
import { graphJson } from '../../models/graph-record.ts'
import { defineCommand } from '../command.ts'

export const modelsListCommand = defineCommand(
  {
    name: 'models list',
    summary: 'List the models of the library',
    operands: {},
    options: {},
    examples: ['models list', 'models list --json'],
  },
  async (_, { print, note }) => {
    const models = await commandLibrary(note).list()
    for (const { id, name, windowSize, licence, origin } of models) {
      print(`${id}  ${name}, windows of ${windowSize} pixels, ${licence}, ${origin}`)
    }
    if (models.length === 0) print('There is no model yet; train one with selfsame train.')
    return { report: { models: models.map(summarize) } }
  },
)

/** What --json tells of a model: all but the network's own recipe and the trainer's record. */
export function summarize(record: ModelRecord) {
  const { id, name, kind, folder, licence, hash, windowSize, classes, origin, source } = record
  return {
    ...{ id, name, kind, folder, licence, hash, windowSize, classes, origin, source },
    ...(record.kind === 'network'
      ? { patchFolding: record.patchFolding }
      : { graph: graphJson(record.graph) }),
  }
}
