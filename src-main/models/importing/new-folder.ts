/**
 * A model folder in the making: hidden beside its place until it is whole. Files pass through in pieces.
 */
import { createHash } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sentence } from '../../../src-shared/contract/sentences.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { explainWriteError } from '../../images/output-file.ts'
import { isRunning } from '../../is-running.ts'
import { spelledAlike } from '../model-name.ts'

export interface NewFolder {
  /** Where it lies until it is whole. */
  readonly path: string
  writeText(name: string, text: string): Promise<void>
  /** Writes the pieces to a file and gives its SHA-256 in hexadecimal digits. */
  writePieces(name: string, pieces: Pieces): Promise<string>
}

type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** What a folder on its way in or out is called, with the process that is at it: no library lists it. */
const UNFINISHED = /^\.(.+)\.(\d+)\.(?:part|removed)$/

/**
 * Makes the folder `root`/`id` by `fill`: complete or not at all. Throws UserError without space for `bytes` or where
 * the place does not allow it.
 */
export async function makeFolder<Result>(
  { root, id, bytes }: { readonly root: string; readonly id: string; readonly bytes: number },
  fill: (folder: NewFolder) => Promise<Result>,
): Promise<Result> {
  const beside = join(root, `.${id}.${process.pid}.part`)
  await begin(root, beside).catch((error: unknown) => {
    throw explained(join(root, id), error)
  })
  try {
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
    throw explained(join(root, id), error)
  }
}

/** Fails where the folder is in the making already: two that fill one would spoil it for each other. */
async function begin(root: string, beside: string): Promise<void> {
  await mkdir(root, { recursive: true }).catch((cause: unknown) => {
    throw codeOf(cause) === 'EEXIST'
      ? new UserError(`${root} is not a folder; choose another place`, { cause })
      : cause
  })
  await mkdir(beside)
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : '')

function explained(folder: string, error: unknown): unknown {
  if (error instanceof UserError) return error
  if (codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOTEMPTY') {
    return new UserError(sentence('modelExists', { folder }), { cause: error })
  }
  return explainWriteError(folder, error)
}

/** Deletes what programs that died left unfinished. Meant for the start, when this one is at nothing yet. */
export async function clearUnfinished(root: string): Promise<void> {
  for (const name of await readdir(root).catch(() => [])) {
    const [, , owner] = UNFINISHED.exec(name) ?? []
    if (owner === undefined || isOfAnother(Number(owner))) continue
    await rm(join(root, name), { recursive: true, force: true })
  }
}

/** Another program may be bringing a model in right now. */
const isOfAnother = (pid: number) => pid !== process.pid && isRunning(pid)

/** Names below `root` that a new folder may not have: of those that are there, and of those on their way. */
export async function takenNames(root: string): Promise<readonly string[]> {
  const names = await readdir(root).catch(() => [])
  return names.map((name) => spelledAlike(UNFINISHED.exec(name)?.[1] ?? name).toLowerCase())
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
