/**
 * Brings in an ONNX file of a consistency function or of its network: finds out which input is what, copies the file
 * and those that it keeps weights in, and tries it once, in a process of its own, before the library has it.
 */
import { stat } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import type { GraphRoles, ImportQuestion } from '../../../src-shared/contract/models-api.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { piecesOf, type ByteSource } from '../../../src-shared/importers/byte-source.ts'
import {
  readOnnxFile,
  type OnnxExternal,
  type OnnxFile,
} from '../../../src-shared/importers/onnx-file.ts'
import { schedulerConfigToJson } from '../../../src-shared/importers/pipeline-config.ts'
import {
  publishedNamed,
  PUBLISHED_LICENCE,
  sideIn,
} from '../../../src-shared/importers/published-models.ts'
import { sizeOf } from '../../../src-shared/tensor/tensor.ts'
import { openFileSource, type FileSource } from '../file-source.ts'
import { isPlainPath, type GraphPart } from '../graph-record.ts'
import { hashOfFiles, jsonText, modelFiles } from '../model-files.ts'
import { recordJson } from '../own-record.ts'
import { findRoles } from './graph-roles.ts'
import { readCard, readScheduler, type ImportJob } from './import-network.ts'
import { licenceIn } from './licence.ts'
import { makeFolder, type NewFolder } from './new-folder.ts'
import { watched } from './watched.ts'

const GRAPH_FOLDER = dirname(modelFiles.graph)
/** Labels of a model that does not say how many it knows: those of ImageNet, which others have not. */
const USUAL_CLASSES = 1000
const LARGEST_SIDE = 4096

/** Null where the model is in; else what has to be asked first. Throws UserError where a file is at fault. */
export async function importGraph(job: ImportJob): Promise<ImportQuestion | null> {
  const { source, library, id } = job
  const file = await readOnnxFile(source)
  const found = findRoles(file, source.name, job.roles)
  if (found.kind === 'unclear') return found.question
  const beside = await findExternals(job, file.externals)
  const graph = describe(file, job, { roles: found.roles, beside: [...beside.keys()] })
  const sources = await opened([...beside.values()])
  try {
    const all = [source, ...sources]
    const bytes = all.reduce((sum, { size }) => sum + size, 0)
    await makeFolder({ root: library.own, id, bytes }, async (folder) => {
      await copyFiles(folder, { job, graph, sources: all, bytes })
      await writeWords(folder, job, graph)
      await tryOut(folder.path, job)
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
    const path = found.get(location) ?? (await parts.folder.find(location))
    if (path === null) {
      throw new UserError(
        `${source.name} keeps weights in ${shown}, which is not beside it; put that file there, or choose both together`,
      )
    }
    if (offset + (length ?? 0) > (await stat(path)).size) {
      throw new UserError(`${location} is shorter than ${source.name} says; download both again`)
    }
    found.set(location, path)
  }
  return found
}

async function opened(paths: readonly string[]): Promise<readonly FileSource[]> {
  const sources: FileSource[] = []
  for (const path of paths) sources.push(await openFileSource(path))
  return sources
}

interface Described {
  readonly roles: GraphRoles
  readonly beside: readonly string[]
}

function describe(
  file: OnnxFile,
  { parts, source }: ImportJob,
  { roles, beside }: Described,
): GraphPart {
  const portOf = (name: string | null) => file.inputs.find((input) => input.name === name)
  const [batch = null, , height = null, width = null] = portOf(roles.image)?.shape ?? []
  const named = `${parts.folder.name}/${parts.name}/${source.name}`
  if (height !== width) {
    throw new UserError(
      `${source.name} takes images of ${width ?? '?'} x ${height ?? '?'} pixels; only square ones can be used: export it so`,
    )
  }
  const side = height ?? sideIn(named)
  if (side === null || side > LARGEST_SIDE) {
    throw new UserError(
      `${source.name} does not tell how large its images are; export it with a fixed height and width, or put their ` +
        'side into its name, as in "model-64.onnx"',
    )
  }
  return {
    ...roles,
    files: [modelFiles.graph, ...beside.map((path) => `${GRAPH_FOLDER}/${path}`)].map(withSlashes),
    side,
    batch,
    classes: roles.labels === null ? null : classesOf(file, roles.labels),
    parameters: file.initializers.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
  }
}

const withSlashes = (path: string) => path.split(sep).join('/')

/** As many as the table has rows that the labels pick from. */
function classesOf({ gathers, initializers }: OnnxFile, labels: string): number {
  const [table] = gathers.find(([, picked]) => picked === labels) ?? []
  return initializers.find(({ name }) => name === table)?.shape[0] ?? USUAL_CLASSES
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
  const fileName = `${parts.folder.name}/${parts.name}/${source.name}`
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

/** A run of one image. What takes too long is not wrong. */
async function tryOut(folder: string, { prober, source, signal }: ImportJob): Promise<void> {
  const request = { folder, device: 'cpu', precision: 'fp32', windows: 1 } as const
  const report = await prober.measure(request, signal)
  if (report.kind === 'failed' && report.reason !== 'silent') {
    throw new UserError(
      `${source.name} does not run: ${report.detail}. Check what its inputs were said to be, or export it again`,
    )
  }
  if (report.kind === 'measured' && !Number.isFinite(report.largest)) {
    throw new UserError(
      `${source.name} gives values that are not numbers; check what its inputs were said to be, or export it again`,
    )
  }
}
