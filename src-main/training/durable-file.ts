/**
 * Writes a file so that a crash at any moment leaves either the old one or the new one, never a part.
 * Knows nothing about what it writes.
 */
import { appendFile, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UserError } from '../../src-shared/contract/user-error.ts'

/** Writes `bytes` beside `path`, flushes them to the disk and renames. UserError when there is no space left. */
export async function writeDurably(path: string, bytes: Uint8Array | string): Promise<void> {
  const beside = `${path}.part`
  try {
    const file = await open(beside, 'w')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
    await flushFolder(dirname(path))
  } catch (error) {
    await rm(beside, { force: true })
    throw withRemedy(error, dirname(path))
  }
}

/** Appends a line to a text file. UserError when there is no space left. */
export async function appendLine(path: string, line: string): Promise<void> {
  await appendFile(path, `${line}\n`).catch((error: unknown) => {
    throw withRemedy(error, dirname(path))
  })
}

/** A rename is only safe from a power cut once its folder is on the disk; Windows cannot open folders. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

function withRemedy(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error
  return new UserError(
    `No space is left in ${folder}; free some and continue the run with --resume.`,
    { cause: error },
  )
}
