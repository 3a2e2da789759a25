/**
 * Where a result may be written, and writing it so that nobody ever sees half a file.
 * Knows paths and bytes, not what the bytes are.
 */
import { lstat, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { writeError } from '../../src-shared/contract/system-error.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'

export interface OutputRules {
  /** Overwrite what is there; the sources are never overwritten. */
  readonly force?: boolean
  /** Files that the result is made from. */
  readonly sources?: readonly string[]
}

/** Throws UserError if a result may not be written to `path`. Ask before the work and it is not in vain. */
export async function checkOutput(path: string, rules: OutputRules = {}): Promise<void> {
  const folder = dirname(path)
  const parent = await stat(folder).catch(() => undefined)
  if (!parent) throw new UserError(`${folder} does not exist; create the folder for ${path} first`)
  if (!parent.isDirectory()) {
    throw new UserError(`${folder} is not a folder; choose another place for ${path}`)
  }
  const existing = await stat(path, { bigint: true }).catch(() => undefined)
  if (existing?.isDirectory()) throw new UserError(`${path} is a folder; name a file in it`)
  if (existing && !existing.isFile()) {
    throw new UserError(`${path} is a pipe or device, not a file; choose another output`)
  }
  for (const source of rules.sources ?? []) {
    const original = await stat(source, { bigint: true }).catch(() => undefined)
    if (original && original.ino === existing?.ino && original.dev === existing.dev) {
      throw new UserError(`${path} is the source itself (${source}); choose another output`)
    }
  }
  const taken = await lstat(path).catch(() => undefined) // a link to nowhere is taken, too
  if (taken && !rules.force) {
    throw new UserError(`${path} exists; choose another output or allow it with --force`)
  }
}

/**
 * Writes `bytes` to `path`: beside it first, then renamed, so that a failure leaves what was there.
 * Throws UserError where the place does not allow it; the temporary file is gone in every case.
 */
export async function writeOutput(
  path: string,
  bytes: Uint8Array,
  rules: OutputRules = {},
): Promise<void> {
  await checkOutput(path, rules)
  const target = await realpath(path).catch(() => path) // a link keeps pointing to its file
  const beside = join(dirname(target), `.${basename(target)}.${process.pid}.part`)
  try {
    await writeFlushed(beside, bytes)
    await rename(beside, target)
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined) // the first error is the one to tell
    throw explainWriteError(path, error)
  }
}

/** Writes a file to its end and onto the disk. */
export async function writeFlushed(path: string, bytes: Uint8Array | string): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The UserError for a failed write to `path`; other errors come back as they are. */
export function explainWriteError(path: string, error: unknown): unknown {
  const said = writeError(path, error)
  return said === undefined ? error : new UserError(said, { cause: error })
}
