/**
 * Pictures out of a project file: checks that what came belongs together, before any of it is kept.
 * Trusts nothing; writes nothing.
 */
import { createHash } from 'node:crypto'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { filesOf, parseRecord, type PictureRecord } from './picture-record.ts'

export interface GivenFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface Restorable {
  readonly records: readonly PictureRecord[]
  /** The files that the records name. */
  readonly samples: readonly GivenFile[]
}

/** Throws UserError where a record or a file is not what a store wrote. */
export function checkRestorable(given: readonly GivenFile[]): Restorable {
  const files = new Map(given.map(({ name, bytes }) => [name.replace(/^.*\//, ''), bytes]))
  const records = [...files]
    .filter(([name]) => name.endsWith('.json'))
    .map(([name, bytes]) => parseRecord(Buffer.from(bytes).toString('utf8'), name))
  const samples = [...new Set(records.flatMap(filesOf))].map((name) => {
    const bytes = files.get(name)
    if (!bytes) throw damaged(`${name} is missing`)
    const hash = createHash('sha256').update(bytes).digest('hex')
    if (!name.startsWith(hash)) throw damaged(`${name} was changed`)
    return { name, bytes }
  })
  for (const { tiles } of records) {
    for (const { file, offset, length } of tiles.values()) {
      if (offset + length > (files.get(file)?.length ?? 0)) throw damaged(`${file} is too short`)
    }
  }
  return { records, samples }
}

function damaged(fault: string): UserError {
  return new UserError(sentence('projectPictures', { fault }))
}
