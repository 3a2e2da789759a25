/**
 * What is wrong with an image file that cannot be read, said in one sentence.
 * Looks at the file, never changes it.
 */
import { open, stat } from 'node:fs/promises'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { maxPixels } from './codec.ts'
import { formatFacts, formatNames, formatOfBytes } from './formats.ts'

/** Throws UserError unless `path` is a file with something in it that may be read. */
export async function checkReadable(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw new UserError(`${path} ${reasons[codeOf(error)] ?? 'cannot be opened; check the path'}`)
  })
  if (found.isDirectory()) throw new UserError(`${path} is a folder; name an image in it`)
  if (!found.isFile()) throw new UserError(`${path} is not a file; name an image file`)
  if (found.size === 0) throw new UserError(`${path} is empty; copy or export it again`)
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist; check the path',
  ENOTDIR: 'does not exist; check the path',
  EACCES: 'may not be read; change its permissions',
  EPERM: 'may not be read; change its permissions',
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** The UserError for what the image library said about the file at `path`. */
export async function explainReadError(path: string, error: unknown): Promise<UserError> {
  const said = error instanceof Error ? error.message : String(error)
  if (said.includes('exceeds pixel limit')) {
    const limit = maxPixels / 1e6
    return new UserError(`${path} has more than ${limit} megapixels; scale it down first`, {
      cause: error,
    })
  }
  const start = await readStart(path).catch((cause: unknown) => codeOf(cause))
  if (typeof start === 'string') {
    return new UserError(`${path} ${reasons[start] ?? 'cannot be read; check the disk'}`)
  }
  const format = formatOfBytes(start)
  return format
    ? new UserError(
        `${path} is a damaged or incomplete ${formatFacts[format].name} file; copy or export it again`,
        { cause: error },
      )
    : new UserError(`${path} is not an image that is read here; convert it to ${formatNames}`, {
        cause: error,
      })
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
