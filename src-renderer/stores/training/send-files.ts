/** Hands the files of a folder that only the page can read to the trainer. */
import type { TrainingApi } from '../../../src-shared/contract/training-api.ts'

/** A file of a folder that the page holds, read when its turn comes. */
export interface FolderFile {
  /** Below the folder, with '/' between names. */
  readonly path: string
  readonly read: () => Promise<Uint8Array>
}

/** The name under which the trainer holds them. Throws what ends it; nothing is left then. */
export async function sendFiles(
  training: Pick<TrainingApi, 'upload' | 'forgetUpload'>,
  files: readonly FolderFile[],
  { signal, told }: { readonly signal: AbortSignal; readonly told: (done: number) => void },
): Promise<string> {
  const upload = crypto.randomUUID()
  try {
    for (const [done, { path, read }] of files.entries()) {
      signal.throwIfAborted()
      told(done)
      await training.upload({ upload, path, bytes: await read() })
    }
    return upload
  } catch (error) {
    await training.forgetUpload(upload)
    throw error
  }
}
