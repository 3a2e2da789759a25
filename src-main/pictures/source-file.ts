/**
 * Image files as people know them: errors speak of the name that they gave, not of where the store keeps the bytes.
 * Reads, never writes.
 */
import { reworded, type Sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { PixelImage } from '../../src-shared/tensor/pixels.ts'
import { openImage } from '../images/codec.ts'
import { decodeImage } from '../images/decode.ts'
import type { ImageFormat } from '../images/formats.ts'
import type { ImageMetadata } from '../images/metadata/image-metadata.ts'
import { checkReadable, explainReadError } from '../images/read-error.ts'

/** Throws UserError unless the file begins like an image; reads only as much of it as that takes. */
export async function checkSource(path: string, name: string): Promise<void> {
  await withName(path, name, async () => {
    await checkReadable(path)
    await openImage(path)
      .metadata()
      .catch(async (error: unknown) => {
        throw await explainReadError(path, error)
      })
  })
}

export interface DecodedSource {
  readonly image: PixelImage
  readonly metadata: ImageMetadata
  readonly format: ImageFormat
  /** What was changed or left out in reading, one sentence each. */
  readonly notes: readonly Sentence[]
}

/** The file decoded as decodeImage() does it. */
export async function decodeSource(path: string, name: string): Promise<DecodedSource> {
  const decoded = await withName(path, name, async () => decodeImage(path))
  const { width, height, channels, depth, data, metadata, format } = decoded
  const notes = decoded.notes.map((note) => reworded(note, path, name))
  return { image: { width, height, channels, depth, data }, metadata, format, notes }
}

async function withName<Result>(
  path: string,
  name: string,
  read: () => Promise<Result>,
): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError(reworded(error.said, path, name), { cause: error })
  }
}
