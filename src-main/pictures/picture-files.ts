/**
 * The files of a picture store: named after the hash of their bytes, never changed, complete or not there.
 * Knows bytes and names, not what is in them.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import {
  copyFile,
  constants,
  open,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { explainWriteError } from '../images/output-file.ts'

export type FileKind = 'source' | 'tiles'

/** SHA-256 of the bytes of the file with samples that has this name. */
export function hashOfName(name: string): string {
  return name.slice(0, 64)
}

export class PictureFiles {
  readonly #folder: string
  #parts = 0

  constructor(folder: string) {
    this.#folder = folder
  }

  path(name: string): string {
    return join(this.#folder, name)
  }

  async names(): Promise<readonly string[]> {
    return readdir(this.#folder)
  }

  async text(name: string): Promise<string> {
    return readFile(this.path(name), 'utf8')
  }

  /** Puts a small text into the file `name`, in place of what was there. */
  async writeText(name: string, text: string): Promise<void> {
    await this.#beside(async (part) => {
      await writeFile(part, text)
      return name
    })
  }

  /** Copies the file at `path`; its name here. */
  async copy(path: string, kind: FileKind): Promise<string> {
    return this.#beside(async (part) => {
      await copyFile(path, part, constants.COPYFILE_FICLONE) // no second copy where the disk can do that
      return `${await hashFile(part)}.${kind}`
    })
  }

  /** Writes one piece of bytes after the other; the name of the file. */
  async write(
    pieces: AsyncIterable<Uint8Array> | readonly Uint8Array[],
    kind: FileKind,
  ): Promise<string> {
    return this.#beside(async (part) => {
      const hash = createHash('sha256')
      const file = await open(part, 'w')
      try {
        for await (const piece of pieces) {
          hash.update(piece)
          await file.writeFile(piece)
        }
      } finally {
        await file.close()
      }
      return `${hash.digest('hex')}.${kind}`
    })
  }

  async remove(names: readonly string[]): Promise<void> {
    await Promise.all(names.map((name) => rm(this.path(name), { force: true })))
  }

  /** Runs `write` on a file beside, then gives that the name it returns. */
  async #beside(write: (part: string) => Promise<string>): Promise<string> {
    const part = this.path(`${process.pid}-${this.#parts++}.part`)
    try {
      const name = await write(part)
      await rename(part, this.path(name))
      return name
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined) // the first error is the one to tell
      throw explainWriteError('The session folder', error)
    }
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash)
  return hash.digest('hex')
}
