/**
 * What is wrong with an image file that cannot be read, said in one sentence.
 * Looks at the file, never changes it.
 */
import { open, stat } from 'node:fs/promises'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { maxPixels } from './codec.ts'
import { formatFacts, formatNames, formatOfBytes } from './formats.ts'

/** Throws UserError unless `path` is a file with something in it that may be read. */
export async function checkReadable(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw new UserError(sentence(reasons[codeOf(error)] ?? 'fileUnopened', { file: path }))
  })
  if (found.isDirectory()) throw new UserError(sentence('fileIsFolder', { file: path }))
  if (!found.isFile()) throw new UserError(sentence('fileIsNone', { file: path }))
  if (found.size === 0) throw new UserError(sentence('fileEmpty', { file: path }))
}

const reasons: Readonly<Record<string, 'fileMissing' | 'fileForbidden'>> = {
  ENOENT: 'fileMissing',
  ENOTDIR: 'fileMissing',
  EACCES: 'fileForbidden',
  EPERM: 'fileForbidden',
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** The UserError for what the image library said about the file at `path`. */
export async function explainReadError(path: string, error: unknown): Promise<UserError> {
  const words = error instanceof Error ? error.message : String(error)
  if (words.includes('exceeds pixel limit')) {
    return new UserError(sentence('fileTooLarge', { file: path, limit: maxPixels / 1e6 }), {
      cause: error,
    })
  }
  const start = await readStart(path).catch((cause: unknown) => codeOf(cause))
  if (typeof start === 'string') {
    return new UserError(sentence(reasons[start] ?? 'fileUnread', { file: path }))
  }
  const format = formatOfBytes(start)
  const said = format
    ? sentence('fileDamaged', { file: path, format: formatFacts[format].name })
    : sentence('fileUnknown', { file: path, formats: formatNames })
  return new UserError(said, { cause: error })
}

async function readStart(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
