/**
 * Keeps the model that was used last open, since opening takes longer than many edits. One at a
 * time; who uses it must have ended before another one is asked for.
 */
import { openModel } from './open-model.ts'
import type { OpenModel } from './open-model.ts'
import type { ModelRecord } from './model-record.ts'

export interface ModelInUse {
  /** The open model of the record; another one is released first. */
  use(record: ModelRecord): Promise<OpenModel>
  release(): Promise<void>
}

export function keepModelOpen(
  open: (folder: string) => Promise<OpenModel> = (folder) => openModel(folder),
): ModelInUse {
  let held: { readonly key: string; readonly model: OpenModel } | null = null
  const release = async () => {
    const model = held?.model
    held = null
    await model?.release()
  }
  const use = async (record: ModelRecord) => {
    const key = `${record.hash} ${record.folder}`
    if (held?.key === key) return held.model
    await release()
    const model = await open(record.folder)
    held = { key, model }
    return model
  }
  return { use, release }
}
