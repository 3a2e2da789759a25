/**
 * What is told of a model besides what it is chosen by: its card, its use of the disk, what it is good for.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { TaskKind } from '../../src-shared/contract/edits-api.ts'
import type { ModelDetails, ModelSummary } from '../../src-shared/contract/models-api.ts'
import { modelFiles } from './model-files.ts'
import type { ModelRecord } from './model-record.ts'
import { publishedOf, subjectOf } from './published.ts'

type Told = Omit<ModelDetails, keyof ModelSummary>

/** The longest card that is shown, in bytes. */
const LONGEST_CARD = 1_000_000

/** Reads the card and the sizes of the files. */
export async function detailsOf(record: ModelRecord): Promise<Told> {
  return {
    card: await cardOf(record.folder),
    goodFor: goodFor(record),
    diskUse: await sizeOfFolder(record.folder),
    kind: record.kind,
    published: publishedOf(record)?.name ?? null,
    source: record.source,
    removable: record.origin !== 'shipped',
  }
}

const OF_PARTS: readonly TaskKind[] = [
  'remove',
  'colorize',
  'enlarge',
  'restore',
  'denoise',
  'paint',
]
const OF_WHOLES: readonly TaskKind[] = [...OF_PARTS, 'blend', 'generate']

/** Our trainer shows parts of photographs, in which there is nothing to make up as a whole; a teacher takes one step. */
function goodFor(record: ModelRecord): ModelDetails['goodFor'] {
  if (record.kind === 'graph') return { subject: subjectOf(record), tasks: OF_WHOLES }
  if (record.teacher !== null) return { subject: subjectOf(record), tasks: ['denoise'] }
  const trainedHere = record.training !== undefined || record.origin !== 'imported'
  return trainedHere
    ? { subject: 'photographs', tasks: OF_PARTS }
    : { subject: subjectOf(record), tasks: OF_WHOLES }
}

async function cardOf(folder: string): Promise<string> {
  const path = join(folder, modelFiles.card)
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  )
  return size === 0 || size > LONGEST_CARD ? '' : readFile(path, 'utf8')
}

async function sizeOfFolder(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const sizes = files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
