/** Files that are written, and writing them again. */
import type { GrantedFile, HostApi, SaveRequest } from '../../src-shared/contract/host-api.ts'

/** A file to be written. */
export interface NamedBytes {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A file that was written. */
export interface WrittenFile {
  readonly name: string
  /** Writes it there once more without asking, if nothing has come between; null where that cannot be. */
  readonly rewrite: Rewrite | null
}

/** What was written in the end; null when the user was asked and backed out. */
export type Rewrite = (bytes: Uint8Array) => Promise<WrittenFile | null>

type Writer = Pick<HostApi, 'save'>

/** Saves through the host; null when the user backs out. */
export async function saveThrough(host: Writer, request: SaveRequest): Promise<WrittenFile | null> {
  const file = await host.save(request)
  return file && fileThrough(host, file)
}

/** A file of the host's, which it writes again where it may. */
export function fileThrough(host: Writer, { grant: to, name }: GrantedFile): WrittenFile {
  return { name, rewrite: (bytes) => saveThrough(host, { suggestedName: name, bytes, to }) }
}
