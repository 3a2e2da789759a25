/**
 * Keeps the newest state of every document in a folder, one file each, so that a crash at any moment
 * leaves the state before or the one after. Knows text and ids; pictures are the store's affair.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { DocumentState } from '../../src-shared/contract/projects-api.ts'
import { writeDurably } from '../images/durable-file.ts'

const keptSchema = z.object({
  version: z.literal(1),
  savedAt: z.number(),
  document: z.string(),
  title: z.string(),
  state: z.string(),
  pictures: z.array(z.string()),
})

export interface KeptState extends DocumentState {
  /** Milliseconds since 1970. */
  readonly savedAt: number
}

export interface RecoveryFolder {
  keep(state: KeptState): Promise<void>
  /** Newest first; files that are not whole are passed over. */
  list(): Promise<readonly KeptState[]>
  /** False where files were passed over: what these name is not known. */
  isWhole(): Promise<boolean>
  find(document: string): Promise<KeptState | null>
  forget(document: string): Promise<void>
}

export function recoveryFolder(folder: string): RecoveryFolder {
  const pathOf = (document: string) => join(folder, `${nameOf(document)}.json`)
  const list = async () => {
    const names = await readdir(folder).catch(() => [])
    const kept: KeptState[] = []
    for (const name of names.filter((file) => file.endsWith('.json'))) {
      const state = await readKept(join(folder, name))
      if (state) kept.push(state)
    }
    return kept.sort((a, b) => b.savedAt - a.savedAt)
  }
  const isWhole = async () => {
    const names = await readdir(folder).catch(() => [])
    return (await list()).length === names.filter((file) => file.endsWith('.json')).length
  }
  let last: Promise<void> = Promise.resolve()
  const inTurn = (work: () => Promise<void>) => {
    const done = last.then(work)
    last = done.catch(() => undefined) // the caller is told; the next one may still succeed
    return done
  }
  return {
    list,
    isWhole,
    find: (document) => readKept(pathOf(document)),
    keep: (state) =>
      inTurn(async () => {
        await mkdir(folder, { recursive: true })
        await writeDurably(pathOf(state.document), JSON.stringify({ version: 1, ...state }))
      }),
    forget: (document) => inTurn(() => rm(pathOf(document), { force: true })),
  }
}

/** Documents name themselves, so their names never become paths. */
function nameOf(document: string): string {
  return createHash('sha256').update(document).digest('hex')
}

async function readKept(path: string): Promise<KeptState | null> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return keptSchema.parse(JSON.parse(text))
  } catch {
    return null // not ours, or of another version: not this program's to recover
  }
}
