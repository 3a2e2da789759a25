/**
 * Bytes that are too many for memory, in files named after what is in them. A file is whole or not
 * there.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { explainWriteError } from '../images/output-file.ts'

export interface StashFolder {
  /** The key of the bytes; the same bytes have the same one. */
  put(bytes: Uint8Array): Promise<string>
  /** Throws UserError where nothing is kept under the key. */
  get(key: string): Promise<Uint8Array>
  /** Deletes what `isWanted` does not want any more. */
  sweep(isWanted: (key: string) => boolean): Promise<void>
}

export function stashFolder(folder: string): StashFolder {
  const put = async (bytes: Uint8Array) => {
    const key = createHash('sha256').update(bytes).digest('hex')
    const path = join(folder, key)
    const beside = join(folder, `${key}.${randomUUID()}.part`)
    try {
      await mkdir(folder, { recursive: true })
      await writeFile(beside, bytes)
      await rename(beside, path)
    } catch (error) {
      await rm(beside, { force: true })
      throw explainWriteError(path, error)
    }
    return key
  }
  const get = async (key: string) => {
    const isKey = /^[0-9a-f]{64}$/.test(key)
    const bytes = isKey ? await readFile(join(folder, key)).catch(() => null) : null
    if (bytes) return new Uint8Array(bytes)
    throw new UserError(sentence('historyForgotten'))
  }
  const sweep = async (isWanted: (key: string) => boolean) => {
    for (const name of await readdir(folder).catch(() => [])) {
      if (!isWanted(name)) await rm(join(folder, name), { force: true })
    }
  }
  return { put, get, sweep }
}
