/**
 * Writes a file so that a crash at any moment leaves either the old one or the new one, never a part.
 * Knows nothing about what it writes.
 */
import { appendFile, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { explainWriteError, writeFlushed } from './output-file.ts'

/** Writes `bytes` beside `path`, flushes them to the disk and renames. UserError without space left. */
export async function writeDurably(path: string, bytes: Uint8Array | string): Promise<void> {
  const beside = `${path}.part`
  try {
    await writeFlushed(beside, bytes)
    await rename(beside, path)
    await flushFolder(dirname(path))
  } catch (error) {
    await rm(beside, { force: true })
    throw explainWriteError(path, error)
  }
}

/** Appends a line to a text file. UserError when there is no space left. */
export async function appendLine(path: string, line: string): Promise<void> {
  await appendFile(path, `${line}\n`).catch((error: unknown) => {
    throw explainWriteError(path, error)
  })
}

/** A rename is only safe from a power cut once its folder is on the disk; Windows cannot open folders. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

const FULL = ['ENOSPC', 'EDQUOT']

/** True for an error, also an explained one, by which a full disk is told. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && FULL.includes(String(error.code))) return true
  return isDiskFull(error.cause)
}
