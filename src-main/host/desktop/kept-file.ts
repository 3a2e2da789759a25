/**
 * A small text that outlives the program: read at its start, written beside and renamed when it changes.
 * Knows nothing of what the text means; a file that cannot be read is an empty one.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'

export interface KeptFile {
  readonly read: () => string
  /** Says in its result whether the text was kept; losing a window's place is no reason to fail. */
  readonly write: (text: string) => boolean
}

/** The text in the file at `path`, which need not exist; its folder has to. */
export function keptFile(path: string): KeptFile {
  const attempt = <Value>(act: () => Value, otherwise: Value): Value => {
    try {
      return act()
    } catch {
      return otherwise
    }
  }
  return {
    read: () => attempt(() => readFileSync(path, 'utf8'), ''),
    write: (text) =>
      attempt(() => {
        writeFileSync(`${path}.new`, text)
        renameSync(`${path}.new`, path)
        return true
      }, false),
  }
}
