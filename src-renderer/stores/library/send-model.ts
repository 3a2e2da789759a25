/** Hands the files of a model to the engine piece by piece, so that no file is held whole. */
import type { ModelsApi } from '../../../src-shared/contract/models-api.ts'

/** A file that only the page can read. */
export interface ModelFile {
  /** Below the folder, with '/' between names; a single file is its name. */
  readonly path: string
  readonly size: number
  readonly read: (from: number, to: number) => Promise<Uint8Array>
}

const PIECE = 2 ** 23

interface SendOptions {
  readonly signal: AbortSignal
  /** Share of the bytes that were sent. */
  readonly told: (fraction: number) => void
}

/** The name under which the engine holds them. Throws what ends it; nothing is left then. */
export async function sendModel(
  models: Pick<ModelsApi, 'upload' | 'discardUpload'>,
  files: readonly ModelFile[],
  { signal, told }: SendOptions,
): Promise<string> {
  const upload = crypto.randomUUID()
  const total = files.reduce((sum, { size }) => sum + size, 0)
  let sent = 0
  try {
    for (const { path, size, read } of files) {
      // An empty file is one empty piece.
      for (let at = 0; at === 0 || at < size; at += PIECE) {
        signal.throwIfAborted()
        const bytes = await read(at, Math.min(size, at + PIECE))
        await models.upload({ upload, path, at, bytes })
        sent += bytes.length
        told(sent / Math.max(1, total))
      }
    }
    return upload
  } catch (error) {
    await models.discardUpload(upload)
    throw error
  }
}

/** Whether a file looks like a model rather than a picture. */
export function isModelFile(name: string): boolean {
  return /\.(safetensors|onnx|pt|pth|bin|ckpt|pkl)$/i.test(name)
}
