/**
 * Libraries in folders that are gone after the test, and bringing models into them.
 */
import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ImportOptions } from '../../../../src-main/models/importing/import-job.ts'
import { importModel } from '../../../../src-main/models/importing/import-model.ts'
import { createModelLibrary, type ModelLibrary } from '../../../../src-main/models/model-library.ts'
import { probeModel } from '../../../../src-main/devices/probe-model.ts'
import type { ModelRecord } from '../../../../src-main/models/model-record.ts'
import { fixtures, temporaryFolder } from '../model-folders.ts'

export const legacy = join(fixtures, 'legacy_formats')
export const training = join(fixtures, 'training', 'unet')

export function emptyLibrary(): ModelLibrary {
  const folder = temporaryFolder()
  return createModelLibrary({ shipped: join(folder, 'none'), own: join(folder, 'models') })
}

/** Everything in the library's folder, hidden and half-made things too. */
export function contentsOf({ own }: ModelLibrary): readonly string[] {
  try {
    return readdirSync(own)
  } catch {
    return []
  }
}

/** The record of a model that has nothing to ask. */
export async function bringIn(
  path: string,
  library = emptyLibrary(),
  options: Partial<ImportOptions> = {},
): Promise<ModelRecord> {
  const imported = await importModel({ path, library, prober: { measure: probeModel }, ...options })
  if (imported.kind === 'model') return imported.record
  throw new Error('a question came back')
}

/** A folder with one of the legacy files under another name, and the config.json of their network. */
export function legacyFolder(file: string, name = file): string {
  const folder = temporaryFolder()
  mkdirSync(folder, { recursive: true })
  cpSync(join(legacy, file), join(folder, name))
  cpSync(join(training, 'config.json'), join(folder, 'config.json'))
  return folder
}
