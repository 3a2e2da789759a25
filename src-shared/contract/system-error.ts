/**
 * Errors of the operating system that the user can mend, in words. Names no path: whoever tells the user knows whether
 * it may be told.
 */
import { sentence } from './sentences.ts'
import type { Sentence } from './sentences.ts'

const ANY = {
  ENOSPC: 'systemFull',
  EDQUOT: 'systemQuota',
  EROFS: 'systemReadOnly',
  EACCES: 'systemForbidden',
  EPERM: 'systemForbidden',
  ENOENT: 'systemMissing',
  ENOTDIR: 'systemNoFolder',
  EISDIR: 'systemFolder',
  EMFILE: 'systemBusy',
} as const

const WRITING = {
  ENOSPC: 'diskFull',
  EDQUOT: 'quotaFull',
  EFBIG: 'diskSmall',
  EROFS: 'diskReadOnly',
  EACCES: 'folderForbidden',
  EPERM: 'folderForbidden',
  ENOENT: 'folderGone',
  ENAMETOOLONG: 'nameTooLong',
} as const

/** What is wrong and what to do; undefined for any other error. */
export function systemError(error: unknown): Sentence | undefined {
  if (error instanceof RangeError && /allocation failed/.test(error.message))
    return sentence('memoryShort')
  const code = codeOf(error)
  return isKey(ANY, code) ? sentence(ANY[code]) : undefined
}

/** Why `file` could not be written; undefined where it is not the system that refused. */
export function writeError(file: string, error: unknown): Sentence | undefined {
  const code = codeOf(error)
  return isKey(WRITING, code) ? sentence(WRITING[code], { file }) : undefined
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function isKey<Table extends object>(table: Table, key: unknown): key is keyof Table {
  return typeof key === 'string' && Object.hasOwn(table, key)
}
