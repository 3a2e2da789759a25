/**
 * Files as sources of bytes: opened once, read where it is asked for, closed when all is done.
 */
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { ByteSource } from '../../src-shared/importers/byte-source.ts'

export interface FileSource extends ByteSource {
  close(): Promise<void>
}

/** Opens a file. Messages call it `name`. Throws UserError where it is no file that can be read. */
export async function openFileSource(path: string, name = basename(path)): Promise<FileSource> {
  const handle = await open(path).catch((cause: unknown) => {
    throw new UserError(sentence('modelUnread', { file: name }), { cause })
  })
  const found = await handle.stat()
  if (!found.isFile()) {
    await handle.close()
    throw new UserError(sentence('modelIsNone', { file: name }))
  }
  const { size } = found
  const readNow = async (at: number, length: number): Promise<Uint8Array> => {
    if (at < 0 || at + length > size) {
      throw new UserError(sentence('modelShort', { file: name }))
    }
    const bytes = new Uint8Array(length)
    for (let done = 0; done < length;) {
      const { bytesRead } = await handle.read(bytes, done, length - done, at + done)
      if (bytesRead === 0) throw new UserError(sentence('modelChanged', { file: name }))
      done += bytesRead
    }
    return bytes
  }
  return { name, size, read: throughBlocks(readNow, size), close: () => handle.close() }
}

/** Small reads are served from a block, since a checkpoint is read by hundreds of them, one after another. */
const BLOCK = 2 ** 18

function throughBlocks(read: ByteSource['read'], size: number): ByteSource['read'] {
  let block: { readonly at: number; readonly bytes: Uint8Array } = { at: 0, bytes: Uint8Array.of() }
  return async (at, length) => {
    if (length > BLOCK / 4 || at < 0 || at + length > size) return read(at, length)
    if (at < block.at || at + length > block.at + block.bytes.length) {
      block = { at, bytes: await read(at, Math.min(BLOCK, size - at)) }
    }
    return block.bytes.subarray(at - block.at, at - block.at + length)
  }
}
