/**
 * Brings in what a page asks for: a file that the host reaches, or files that the page sent, which are gone afterwards.
 */
import type { ImportOutcome, ImportRequest } from '../../src-shared/contract/models-api.ts'
import type { ImportOptions } from './importing/import-job.ts'
import { importModel } from './importing/import-model.ts'
import type { Uploads } from './importing/uploads.ts'
import { summaryOf } from './model-summary.ts'

export interface BringInOptions extends Omit<ImportOptions, 'path' | 'top' | 'name' | 'roles'> {
  readonly uploads: Uploads
}

export async function bringIn(
  { source, name, roles }: ImportRequest,
  { uploads, ...options }: BringInOptions,
): Promise<ImportOutcome> {
  const importFrom = async (path: string, top?: string): Promise<ImportOutcome> => {
    const imported = await importModel({ ...options, path, top, name, roles })
    if (imported.kind === 'question') return imported
    return { kind: 'model', model: summaryOf(imported.record) }
  }
  if (source.kind === 'grant') return importFrom(source.grant)
  const { upload } = source
  try {
    const outcome = await importFrom(await uploads.pathOf(upload), uploads.root)
    if (outcome.kind === 'model') await uploads.discard(upload)
    return outcome
  } catch (error) {
    // Who has answered a question may answer again, about the same files.
    if (roles === undefined) await uploads.discard(upload)
    throw error
  }
}
