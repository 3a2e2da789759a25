/**
 * The same task over files that the page holds, one after another, for hosts that reach no folders. A file that fails
 * does not stop the others. Where the results go is the affair of the caller.
 */
import { AppError } from '../../src-shared/contract/app-error.ts'
import type { AppApi } from '../../src-shared/contract/app-api.ts'
import type { BatchJob, BatchOutcome, BatchProgress } from '../../src-shared/contract/batch-api.ts'
import type { Sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { exportName } from './file-names.ts'
import type { NamedBytes } from './written-file.ts'

/** A file that is read when its turn comes. */
export interface BatchFile {
  readonly name: string
  readonly read: () => Promise<Uint8Array>
}

/** A folder that takes the results. */
export interface BatchOutput {
  /** For people. */
  readonly name: string
  readonly has: (name: string) => Promise<boolean>
  readonly put: (file: NamedBytes) => Promise<void>
}

export type HereJob = Omit<BatchJob, 'input' | 'output' | 'skipDone'>

export interface HereOptions {
  readonly signal: AbortSignal
  /** Milliseconds. */
  readonly now: () => number
  readonly progress: (progress: BatchProgress) => void
  /** Takes each result as it comes. */
  readonly output: Pick<BatchOutput, 'has' | 'put'>
  /** Leaves out what the output has already. */
  readonly skipDone: boolean
}

/** What was done until the end or until the signal was aborted. */
export async function runHere(
  api: Pick<AppApi, 'pictures' | 'edits'>,
  { files, job }: { readonly files: readonly BatchFile[]; readonly job: HereJob },
  { signal, now, progress, output, skipDone }: HereOptions,
): Promise<BatchOutcome> {
  const failures: { name: string; reason: Sentence }[] = []
  const names = resultNames(files, job)
  let [done, skipped] = [0, 0]
  const started = now()
  for (const [index, file] of files.entries()) {
    const pace = done + failures.length === 0 ? null : (now() - started) / 1000 / (index - skipped)
    const secondsLeft = pace === null ? null : pace * (files.length - index)
    progress({ job: job.job, done: index, total: files.length, current: file.name, secondsLeft })
    try {
      const name = names[index] ?? file.name
      if (skipDone && (await output.has(name))) skipped += 1
      else {
        await output.put({ name, bytes: await edit(api, { file, job }, signal) })
        done += 1
      }
    } catch (error) {
      if (signal.aborted) break
      failures.push({ name: file.name, reason: reasonOf(error) })
    }
  }
  return { done, skipped, failures }
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

function reasonOf(error: unknown): Sentence {
  if (error instanceof AppError || error instanceof UserError) return error.said
  return { text: error instanceof Error ? error.message : String(error) }
}

/** What the results are called: the same files have the same names, and no two share one. */
function resultNames(files: readonly BatchFile[], { format }: HereJob): readonly string[] {
  const names: string[] = []
  for (const file of files) names.push(freeName(exportName(file.name, format), names))
  return names
}

/** The name, or with a number behind it where another result has it already. */
function freeName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name
  let number = 2
  while (taken.includes(numbered(name, number))) number += 1
  return numbered(name, number)
}

const numbered = (name: string, number: number) => name.replace(/(\.[^.]+)$/, `-${number}$1`)
