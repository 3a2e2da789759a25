/**
 * Brings in an ONNX file of a consistency function or of its network: finds out which input is what, copies the file
 * and those that it keeps weights in, and tries it once, in a process of its own, before the library has it.
 */
import { stat } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import type { ImportQuestion } from '../../../src-shared/contract/models-api.ts'
import { sentence } from '../../../src-shared/contract/sentences.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { piecesOf, type ByteSource } from '../../../src-shared/importers/byte-source.ts'
import { readOnnxFile, type OnnxExternal } from '../../../src-shared/importers/onnx-file.ts'
import { schedulerConfigToJson } from '../../../src-shared/importers/pipeline-config.ts'
import {
  publishedNamed,
  PUBLISHED_LICENCE,
} from '../../../src-shared/importers/published-models.ts'
import { openFileSource, type FileSource } from '../file-source.ts'
import { isPlainPath, type GraphPart } from '../graph-record.ts'
import { faultOfName } from '../model-name.ts'
import { hashOfFiles, jsonText, modelFiles } from '../model-files.ts'
import { readRecord } from '../model-record.ts'
import { recordJson } from '../own-record.ts'
import { describeGraph } from './describe-graph.ts'
import { findRoles } from './graph-roles.ts'
import type { ImportJob } from './import-job.ts'
import { readCard, readScheduler } from './import-network.ts'
import { licenceIn } from './licence.ts'
import { makeFolder, type NewFolder } from './new-folder.ts'
import { tryGraph } from './try-graph.ts'
import { watched } from './watched.ts'

const GRAPH_FOLDER = dirname(modelFiles.graph)
const GRAPH_NAME = basename(modelFiles.graph)
const withSlashes = (path: string) => path.split(sep).join('/')
/** With the folder that it lies in, which may tell of a published model. */
const fileNameOf = ({ parts, source }: ImportJob) =>
  `${parts.folder.name}/${parts.name}/${source.name}`

/** Null where the model is in; else what has to be asked first. Throws UserError where a file is at fault. */
export async function importGraph(job: ImportJob): Promise<ImportQuestion | null> {
  const { source, library, id } = job
  const file = await readOnnxFile(source)
  const found = findRoles(file, source.name, job.roles)
  if (found.kind === 'unclear') return found.question
  const beside = await findExternals(job, file.externals)
  const places = [...beside.keys()].map((path) => `${GRAPH_FOLDER}/${path}`)
  const graph = describeGraph(file, found.roles, {
    name: source.name,
    named: fileNameOf(job),
    files: [modelFiles.graph, ...places].map(withSlashes),
  })
  const sources = await opened([...beside.values()])
  try {
    const all = [source, ...sources]
    const bytes = all.reduce((sum, { size }) => sum + size, 0)
    await makeFolder({ root: library.own, id, bytes }, async (folder) => {
      await copyFiles(folder, { job, graph, sources: all, bytes })
      await writeWords(folder, job, graph)
      job.onProgress?.({ phase: 'checking', fraction: 1 })
      await tryGraph(folder.path, { ...job, name: source.name })
      await readRecord(folder.path) // one that took too long to try was not read yet
    })
  } finally {
    for (const one of sources) await one.close()
  }
  return null
}

/** Real paths of the files that the graph keeps weights in, by their paths in it. All lie below the graph's folder. */
async function findExternals(
  { parts, source }: ImportJob,
  externals: readonly OnnxExternal[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const { location, offset, length } of externals) {
    const shown = JSON.stringify(location.slice(0, 100))
    if (!isPlainPath(location)) {
      throw new UserError(
        `${source.name} keeps weights in ${shown}, outside of its folder, which is not read; export the model again ` +
          'with all its files in one folder',
      )
    }
    checkNames(location, source.name)
    const path = found.get(location) ?? (await parts.folder.find(location))
    if (path === null) {
      throw new UserError(sentence('graphBeside', { file: source.name, path: shown }))
    }
    if (offset + (length ?? 0) > (await stat(path)).size) {
      throw new UserError(`${location} is shorter than ${source.name} says; download both again`)
    }
    if (location === GRAPH_NAME && path === parts.weights) continue // the graph itself
    if (location === GRAPH_NAME || location.startsWith(`${GRAPH_NAME}/`)) {
      throw new UserError(
        `${source.name} keeps weights in ${shown}, which is what the graph itself is called in the library; export the ` +
          'model again with another name for them',
      )
    }
    found.set(location, path)
  }
  return found
}

/** Names that not every file system keeps would make a folder of the library that cannot be copied to another one. */
function checkNames(location: string, graph: string): void {
  for (const name of location.split('/')) {
    const fault = faultOfName(name)
    if (fault === null) continue
    throw new UserError(
      `${graph} keeps weights in ${JSON.stringify(name.slice(0, 100))}, which ${fault}; export the model again with ` +
        'another name for them',
    )
  }
}

async function opened(paths: readonly string[]): Promise<readonly FileSource[]> {
  const sources: FileSource[] = []
  for (const path of paths) sources.push(await openFileSource(path))
  return sources
}

interface Copies {
  readonly job: ImportJob
  readonly graph: GraphPart
  readonly sources: readonly ByteSource[]
  readonly bytes: number
}

async function copyFiles(folder: NewFolder, { job, graph, sources, bytes }: Copies): Promise<void> {
  let before = 0
  for (const [i, source] of sources.entries()) {
    const whole = { begin: before, bytes, onProgress: job.onProgress, signal: job.signal }
    await folder.writePieces(graph.files[i] ?? '', watched(piecesOf(source), whole))
    before += source.size
  }
}

async function writeWords(folder: NewFolder, job: ImportJob, graph: GraphPart): Promise<void> {
  const { parts, source, id, name } = job
  const fileName = fileNameOf(job)
  const scheduler = await readScheduler(parts, fileName)
  const card = await readCard(parts)
  const hash = await hashOfFiles(
    graph.files.map((file) => join(folder.path, file)),
    job.signal,
  )
  const licence = licenceIn(card) ?? (publishedNamed(fileName) ? PUBLISHED_LICENCE : 'unknown')
  await folder.writeText(modelFiles.scheduler, jsonText(schedulerConfigToJson(scheduler)))
  if (card !== '') await folder.writeText(modelFiles.card, card)
  const record = { id, name, licence, hash, graph, source: source.name }
  await folder.writeText(modelFiles.record, recordJson(record))
}
