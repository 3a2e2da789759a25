/**
 * The records of a store: read once, then kept in step with the folder, one change at a time.
 * Deletes files with samples only when no record names them any more.
 */
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { PictureId } from '../../src-shared/contract/pictures-api.ts'
import type { PictureFiles } from './picture-files.ts'
import { filesOf, parseRecord, printRecord, recordName } from './picture-record.ts'
import type { PictureRecord } from './picture-record.ts'

export class PictureCatalog {
  readonly #files: PictureFiles
  readonly #records: Map<PictureId, PictureRecord>
  /** False if there are records that cannot be read: these may name any file. */
  readonly #isWhole: boolean
  #last: Promise<unknown> = Promise.resolve()

  private constructor(files: PictureFiles, records: readonly (PictureRecord | null)[]) {
    const known = records.filter((record) => record !== null)
    this.#files = files
    this.#records = new Map(known.map((record) => [record.info.id, record]))
    this.#isWhole = known.length === records.length
  }

  /** Reads what is there, and deletes what a process left that was killed while it wrote. */
  static async open(files: PictureFiles): Promise<PictureCatalog> {
    const names = await files.names()
    const found = names.filter((name) => name.endsWith('.json'))
    const records = await Promise.all(found.map((name) => readRecord(files, name)))
    const catalog = new PictureCatalog(files, records)
    await catalog.#removeUnused(names)
    return catalog
  }

  ids(): readonly PictureId[] {
    return [...this.#records.keys()]
  }

  find(id: PictureId): PictureRecord | undefined {
    return this.#records.get(id)
  }

  /** Throws UserError for an id that is not known. */
  get(id: PictureId): PictureRecord {
    const record = this.find(id)
    if (record) return record
    throw new UserError(sentence('pictureForgotten'))
  }

  /** Keeps the records that `make` returns; no other change happens while it writes their files. */
  async write(make: () => Promise<readonly PictureRecord[]>): Promise<void> {
    await this.#alone(async () => {
      try {
        for (const record of await make()) {
          await this.#files.writeText(recordName(record.info.id), printRecord(record))
          this.#records.set(record.info.id, record)
        }
      } catch (error) {
        await this.#removeUnused(await this.#files.names())
        throw error
      }
    })
  }

  async remove(ids: readonly PictureId[]): Promise<void> {
    await this.#alone(async () => {
      const gone = ids.flatMap((id) => this.find(id) ?? [])
      for (const { info } of gone) this.#records.delete(info.id)
      await this.#files.remove(gone.map(({ info }) => recordName(info.id)))
      await this.#removeUnused(gone.flatMap(filesOf))
    })
  }

  async #removeUnused(names: readonly string[]): Promise<void> {
    if (!this.#isWhole) return
    const records = [...this.#records.values()]
    const used = new Set(records.flatMap((one) => [recordName(one.info.id), ...filesOf(one)]))
    const own = names.filter((name) => /\.(source|tiles|part)$/.test(name))
    await this.#files.remove(own.filter((name) => !used.has(name)))
  }

  async #alone<Result>(change: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(change)
    this.#last = turn.catch(() => undefined) // whoever asked for it is told
    return turn
  }
}

/** Null where the file is not a record: its picture is then not known. */
async function readRecord(files: PictureFiles, name: string): Promise<PictureRecord | null> {
  try {
    const record = parseRecord(await files.text(name), name)
    return recordName(record.info.id) === name ? record : null
  } catch (error) {
    if (error instanceof UserError) return null
    throw error
  }
}
