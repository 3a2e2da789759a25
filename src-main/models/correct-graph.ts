/**
 * Asks again what the inputs and outputs of a graph of the library are, and takes other answers. The graph itself stays as
 * it is.
 */
import { join } from 'node:path'
import type { GraphRoles, ImportQuestion } from '../../src-shared/contract/models-api.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { readOnnxFile, type OnnxFile } from '../../src-shared/importers/onnx-file.ts'
import { openFileSource } from './file-source.ts'
import { describeGraph } from './importing/describe-graph.ts'
import { findRoles } from './importing/graph-roles.ts'
import { tryGraph, type TryOptions } from './importing/try-graph.ts'
import type { ModelLibrary } from './model-library.ts'
import type { GraphRecord, ModelRecord } from './model-record.ts'

/** The question with what was answered before. Throws UserError for a network, which asked nothing. */
export async function askAgain(record: ModelRecord): Promise<ImportQuestion> {
  const asked = asGraph(record)
  const { inputs, outputs } = await graphOf(asked)
  const { image, noise, labels, output, computes } = asked.graph
  const likely = { image, noise, labels, output, computes }
  return { inputs, outputs, likely, unclear: ['image', 'noise', 'labels', 'output', 'computes'] }
}

export interface CorrectOptions extends Pick<TryOptions, 'prober' | 'signal'> {
  readonly library: Pick<ModelLibrary, 'correct'>
  /** What is not said stays. */
  readonly roles: Partial<GraphRoles>
}

/** Throws UserError where the graph does not have it so or does not run so; what was answered before is then kept. */
export async function correctGraph(
  record: ModelRecord,
  { library, roles, ...how }: CorrectOptions,
): Promise<void> {
  const { id, graph, source, folder } = asGraph(record)
  const name = source ?? id
  const file = await graphOf(asGraph(record))
  const { image, noise, labels, output, computes } = graph
  const found = findRoles(file, name, { image, noise, labels, output, computes, ...roles })
  if (found.kind === 'unclear') throw new RangeError('every role is said')
  const { files, side } = graph
  const corrected = describeGraph(file, found.roles, { files, name, named: name, side })
  await library.correct(id, corrected)
  try {
    await tryGraph(folder, { ...how, name })
  } catch (error) {
    await library.correct(id, graph)
    throw error
  }
}

function asGraph(record: ModelRecord): GraphRecord {
  if (record.kind === 'graph') return record
  throw new UserError(
    `The model ${record.id} is no ONNX graph, and nothing was asked about it; name a model that is one`,
  )
}

async function graphOf({ folder, graph }: GraphRecord): Promise<OnnxFile> {
  const [path = ''] = graph.files
  const source = await openFileSource(join(folder, path))
  try {
    return await readOnnxFile(source)
  } finally {
    await source.close()
  }
}
