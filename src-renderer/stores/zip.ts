/** Several files as one. The only file of the page that knows how a zip is made. */
import { zipSync } from 'fflate'
import type { NamedBytes } from './written-file.ts'

/** The bytes of a zip; pictures are compressed already, so nothing is compressed again. */
export function zipOf(files: readonly NamedBytes[]): Uint8Array {
  const entries = Object.fromEntries(files.map(({ name, bytes }) => [name, bytes]))
  return zipSync(entries, { level: 0 })
}
