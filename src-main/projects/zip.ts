/**
 * Files as a zip and back, in memory. What comes back is checked against its own directory before
 * anything is unpacked; names are only labels here, nothing is written to a disk.
 */
import { unzipSync, zipSync } from 'fflate'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'

export interface ZippedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A zip without the extensions for large files ends here. */
const LONGEST_ZIP = 2 ** 32 - 2 ** 20
/** All files together may be this much larger than the zip; pictures hardly shrink in one. */
const GROWTH = 8
const SMALL = 256 * 2 ** 20

/** The bytes of a zip; nothing is compressed, since pictures already are. */
export function packZip(files: readonly ZippedFile[]): Uint8Array {
  const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0)
  if (total > LONGEST_ZIP) {
    throw new UserError(sentence('projectTooLarge'))
  }
  return zipSync(Object.fromEntries(files.map(({ name, bytes }) => [name, bytes])), {
    level: 0,
    mtime: new Date(1980, 0, 1), // the same project is the same file
  })
}

/** The files of a zip. Throws UserError for one that is damaged or would grow out of proportion. */
export function unpackZip(zip: Uint8Array, name: string): readonly ZippedFile[] {
  const most = SMALL + GROWTH * zip.length
  let total = 0
  const sizes = new Map<string, number>()
  const filter = (file: { readonly name: string; readonly originalSize: number }) => {
    total += file.originalSize
    sizes.set(file.name, file.originalSize)
    if (total > most) {
      throw new UserError(sentence('projectSwelling', { file: name }))
    }
    return true
  }
  const files = Object.entries(unzip(zip, name, filter)).map(([entry, bytes]) => {
    return { name: entry, bytes }
  })
  if (files.some((file) => file.bytes.length !== sizes.get(file.name))) throw damaged(name)
  return files
}

function unzip(zip: Uint8Array, name: string, filter: (file: FileInfo) => boolean) {
  try {
    return unzipSync(zip, { filter })
  } catch (cause) {
    throw cause instanceof UserError ? cause : damaged(name, cause)
  }
}

interface FileInfo {
  readonly name: string
  readonly originalSize: number
}

function damaged(name: string, cause?: unknown): UserError {
  return new UserError(sentence('projectTorn', { file: name }), { cause })
}
