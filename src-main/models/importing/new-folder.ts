/**
 * A model folder in the making: hidden beside its place until it is whole. Files pass through in pieces.
 */
import { createHash } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sentence } from '../../../src-shared/contract/sentences.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { explainWriteError } from '../../images/output-file.ts'

export interface NewFolder {
  /** Where it lies until it is whole. */
  readonly path: string
  writeText(name: string, text: string): Promise<void>
  /** Writes the pieces to a file and gives its SHA-256 in hexadecimal digits. */
  writePieces(name: string, pieces: Pieces): Promise<string>
}

type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** What an unfinished folder is called: no library lists it, and clearUnfinished() deletes it. */
const UNFINISHED = /^\..*\.part$/

/**
 * Makes the folder `root`/`id` by `fill`: complete or not at all. Throws UserError without space for `bytes` or where
 * the place does not allow it.
 */
export async function makeFolder<Result>(
  { root, id, bytes }: { readonly root: string; readonly id: string; readonly bytes: number },
  fill: (folder: NewFolder) => Promise<Result>,
): Promise<Result> {
  const beside = join(root, `.${id}.${process.pid}.part`)
  try {
    await mkdir(beside, { recursive: true })
    await checkSpace(join(root, id), bytes)
    const result = await fill({
      path: beside,
      writeText: async (name, text) =>
        writeFile(await placeFor(beside, name), text, { flush: true }),
      writePieces: async (name, pieces) => writePieces(await placeFor(beside, name), pieces),
    })
    await rename(beside, join(root, id))
    return result
  } catch (error) {
    await rm(beside, { recursive: true, force: true }).catch(() => undefined)
    throw error instanceof UserError ? error : explainWriteError(join(root, id), error)
  }
}

/** Deletes what a program that died left unfinished. */
export async function clearUnfinished(root: string): Promise<void> {
  const names = await readdir(root).catch(() => [])
  for (const name of names.filter(
    (found) => UNFINISHED.test(found) || /^\..*\.removed$/.test(found),
  )) {
    await rm(join(root, name), { recursive: true, force: true })
  }
}

async function placeFor(folder: string, name: string): Promise<string> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  return path
}

async function writePieces(path: string, pieces: Pieces): Promise<string> {
  const hash = createHash('sha256')
  const file = await open(path, 'wx')
  try {
    for await (const piece of pieces) {
      hash.update(piece)
      await file.writeFile(piece)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return hash.digest('hex')
}

async function checkSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(folder))
  if (bytes < bavail * bsize) return
  const megabytes = (count: number) => `${(count / 1e6).toFixed(1)} MB`
  const sizes = { needed: megabytes(bytes), free: megabytes(bavail * bsize) }
  throw new UserError(sentence('modelNoSpace', { folder, ...sizes }))
}
