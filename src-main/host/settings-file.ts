/**
 * The settings of the program in one JSON file, with the values that it knows and those that it does not.
 * Which settings there are is the page's affair.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Settings } from '../../src-shared/contract/host-api.ts'
import { settingsSchema } from '../../src-shared/contract/schemas.ts'

export interface SettingsFile {
  readonly read: () => Promise<Settings>
  /** The settings with the changes, once they are on disk. */
  readonly change: (changes: Settings) => Promise<Settings>
}

/** Reads the file once. One that cannot be read is set aside under another name, and `warn` is told. */
export function settingsFile(path: string, warn: (sentence: string) => void): SettingsFile {
  let current: Promise<Settings> | undefined
  const read = () => (current ??= load(path, warn))
  return {
    read,
    change: (changes) => {
      const before = read()
      current = before.then(async (settings) => {
        const changed = { ...settings, ...changes }
        await save(path, changed)
        return changed
      })
      // A change that could not be saved fails for who asked for it, and later ones start from what was.
      current.catch(() => (current = before))
      return current
    },
  }
}

async function load(path: string, warn: (sentence: string) => void): Promise<Settings> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '{}'
    throw error
  })
  try {
    return settingsSchema.parse(JSON.parse(text))
  } catch {
    const aside = `${path}.${randomUUID().slice(0, 8)}.bad`
    await rename(path, aside)
    warn(
      `The settings could not be read; they start afresh, and the old ones are kept in ${aside}.`,
    )
    return {}
  }
}

async function save(path: string, settings: Settings): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const beside = `${path}.${randomUUID().slice(0, 8)}.tmp`
  try {
    await writeFile(beside, `${JSON.stringify(settings, null, 2)}\n`)
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}
