/**
 * The same task over files that the page holds, one after another, for hosts that reach no folders. A file that fails
 * does not stop the others. Where the results go is the affair of the caller.
 */
import { AppError } from '../../src-shared/contract/app-error.ts'
import type { AppApi } from '../../src-shared/contract/app-api.ts'
import type { BatchJob, BatchOutcome, BatchProgress } from '../../src-shared/contract/batch-api.ts'
import { exportName } from './file-names.ts'
import type { NamedBytes } from './packing.ts'

/** A file that is read when its turn comes. */
export interface BatchFile {
  readonly name: string
  readonly read: () => Promise<Uint8Array>
}

export type HereJob = Omit<BatchJob, 'input' | 'output' | 'skipDone'>

export interface HereOptions {
  readonly signal: AbortSignal
  /** Milliseconds. */
  readonly now: () => number
  readonly progress: (progress: BatchProgress) => void
}

/** What was done until the end or until the signal was aborted. */
export async function runHere(
  api: Pick<AppApi, 'pictures' | 'edits'>,
  { files, job }: { readonly files: readonly BatchFile[]; readonly job: HereJob },
  { signal, now, progress }: HereOptions,
): Promise<{ readonly outcome: BatchOutcome; readonly results: readonly NamedBytes[] }> {
  const results: NamedBytes[] = []
  const failures: { name: string; reason: string }[] = []
  const started = now()
  for (const [index, file] of files.entries()) {
    const pace = index === 0 ? null : (now() - started) / 1000 / index
    const secondsLeft = pace === null ? null : pace * (files.length - index)
    progress({ job: job.job, done: index, total: files.length, current: file.name, secondsLeft })
    try {
      const bytes = await edit(api, { file, job }, signal)
      results.push({ name: freeName(exportName(file.name, job.format), results), bytes })
    } catch (error) {
      if (signal.aborted) break
      failures.push({ name: file.name, reason: reasonOf(error) })
    }
  }
  return { outcome: { done: results.length, skipped: 0, failures }, results }
}

/** The finished file of one picture. The engine forgets the pictures again. */
async function edit(
  { pictures, edits }: Pick<AppApi, 'pictures' | 'edits'>,
  { file, job }: { readonly file: BatchFile; readonly job: HereJob },
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { format, quality, ...wanted } = job
  const source = await pictures.open({
    kind: 'bytes',
    name: file.name,
    bytes: await file.read(),
  })
  const made = [source.id]
  try {
    const [outcome] = await edits.run({ ...wanted, picture: source.id }, signal)
    if (outcome === undefined) throw new Error('The run gave no result.')
    made.push(outcome.picture.id)
    const { id } = outcome.picture
    return await pictures.export({ id, format, quality, keepMetadata: true }, signal)
  } finally {
    await pictures.release(made)
  }
}

function reasonOf(error: unknown): string {
  return error instanceof AppError || error instanceof Error ? error.message : String(error)
}

/** The name, or with a number behind it where another result has it already. */
function freeName(name: string, taken: readonly NamedBytes[]): string {
  const isTaken = (wanted: string) => taken.some((other) => other.name === wanted)
  if (!isTaken(name)) return name
  let number = 2
  while (isTaken(numbered(name, number))) number += 1
  return numbered(name, number)
}

const numbered = (name: string, number: number) => name.replace(/(\.[^.]+)$/, `-${number}$1`)
