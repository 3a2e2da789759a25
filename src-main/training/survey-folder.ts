/**
 * Looks at every file of a folder that may be a photograph: its size, what it holds, how it looks, what is wrong with it.
 * Decides nothing about their use; keeps no pixels.
 */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { measureImage } from '../images/decode-rgb8.ts'
import { sentence, type Sentence } from '../../src-shared/contract/sentences.ts'
import { listFiles } from './folder-dataset.ts'
import type { PhotographFile, SkippedFile } from './folder-dataset.ts'
import { lookHash } from './look-hash.ts'
import type { LookHash } from './look-hash.ts'

export interface SurveyedFile {
  /** Relative to the folder, with '/' between names. */
  readonly path: string
  /** Absolute. */
  readonly file: string
  readonly bytes: number
  /** Upright; 0 where it cannot be read. */
  readonly width: number
  readonly height: number
  /** Null where the file can be used. */
  readonly problem: { readonly kind: 'unreadable' | 'too-small'; readonly said: Sentence } | null
  /** SHA-256 of the bytes and the look of the picture; null where it cannot be read. */
  readonly sha256: string | null
  readonly look: LookHash | null
}

export interface SurveyOptions {
  /** Photographs whose shorter side is below this many pixels are of no use. */
  readonly minSide: number
  readonly memory?: SurveyMemory
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void
  readonly signal?: AbortSignal | undefined
}

/** What was found in files before, by path, size and time of change. */
export type SurveyMemory = Map<
  string,
  Omit<SurveyedFile, 'path' | 'problem'> & { fault?: Sentence }
>

const PARALLEL = 2

/** All files in the byte order of their paths. UserError when the folder cannot be read. */
export async function surveyFolder(
  folder: string,
  options: SurveyOptions,
): Promise<readonly SurveyedFile[]> {
  const paths = await listFiles(folder)
  const files: SurveyedFile[] = []
  for (let start = 0; start < paths.length; start += PARALLEL) {
    options.signal?.throwIfAborted()
    const group = paths.slice(start, start + PARALLEL)
    files.push(...(await Promise.all(group.map((path) => survey(folder, path, options)))))
    options.onProgress?.({ done: files.length, total: paths.length })
  }
  return files
}

export interface FolderScan {
  readonly photographs: readonly PhotographFile[]
  readonly skipped: readonly SkippedFile[]
}

/**
 * The photographs of a folder that can be used, and why the others cannot. UserError when the folder cannot be read or
 * holds none.
 */
export async function scanFolder(folder: string, options: SurveyOptions): Promise<FolderScan> {
  const files = await surveyFolder(folder, options)
  const photographs = files.filter(({ problem }) => problem === null)
  const skipped = files.flatMap(({ path, problem }) =>
    problem ? [{ path, reason: problem.said.text }] : [],
  )
  if (photographs.length > 0) return { photographs, skipped }
  throw new UserError(
    `${folder} holds no photograph that can be read (${skipped.length} files were skipped); ` +
      'give a folder with JPEG, PNG, WebP, TIFF or AVIF files.',
  )
}

async function survey(folder: string, path: string, options: SurveyOptions): Promise<SurveyedFile> {
  const { memory = new Map() as SurveyMemory, minSide } = options
  const file = join(folder, path)
  const { size, mtimeMs } = await stat(file).catch(() => GONE)
  const key = `${file}\0${size}\0${mtimeMs}`
  const seen = memory.get(key) ?? (await look(file, size))
  memory.set(key, seen)
  const { fault, ...facts } = seen
  return { path, ...facts, problem: problemOf({ ...facts, fault }, minSide) }
}

/** A link that leads nowhere, or a file that has gone in the meantime. */
const GONE = { size: -1, mtimeMs: 0 }

type Seen = SurveyMemory extends Map<string, infer Value> ? Value : never

async function look(file: string, bytes: number): Promise<Seen> {
  try {
    const { width, height, probe } = await measureImage(file)
    const sha256 = await hashOfFile(file)
    return { file, bytes, width, height, sha256, look: lookHash(probe) }
  } catch (error) {
    return {
      file,
      bytes: Math.max(bytes, 0),
      width: 0,
      height: 0,
      sha256: null,
      look: null,
      fault: faultOf(error, bytes),
    }
  }
}

/** Why a file cannot be read, in words for people; the codec's own where it says more than that. */
function faultOf(error: unknown, bytes: number): Sentence {
  if (bytes === GONE.size) return sentence('photographMissing')
  if (bytes === 0) return sentence('photographEmpty')
  const line = firstLine(error)
  // The codec forgets its own words when several files are read at once.
  if (/^unknown error$/i.test(line))
    return sentence('photographDamaged', { fault: 'it cannot be read to its end' })
  return /unsupported image format/i.test(line)
    ? sentence('photographUnknown')
    : sentence('photographDamaged', { fault: line })
}

/** What is wrong with a file, in one line. */
function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.split('\n')[0] ?? message
}

function problemOf(
  { width, height, fault }: { width: number; height: number; fault: Sentence | undefined },
  minSide: number,
): SurveyedFile['problem'] {
  if (fault !== undefined) return { kind: 'unreadable', said: fault }
  if (Math.min(width, height) >= minSide) return null
  return { kind: 'too-small', said: sentence('photographSmall', { width, height, side: minSide }) }
}

async function hashOfFile(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
}
