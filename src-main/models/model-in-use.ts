/**
 * Keeps the model that was used last open, since opening takes longer than many edits. One at a
 * time; who uses it must have ended before another one is asked for.
 */
import type { DeviceChoice } from '../../src-shared/contract/devices-api.ts'
import type { OpenModel } from './opened-model.ts'
import type { ModelRecord } from './model-record.ts'

export interface UseOptions {
  /** 'auto' if not given. */
  readonly device?: DeviceChoice | undefined
  readonly signal?: AbortSignal | undefined
}

export interface ModelInUse {
  /** The open model of the record; another one is released first. */
  use(record: ModelRecord, options?: UseOptions): Promise<OpenModel>
  release(): Promise<void>
}

type Open = (record: ModelRecord, options: UseOptions) => Promise<OpenModel>

export function keepModelOpen(open: Open): ModelInUse {
  let held: { readonly key: string; readonly model: OpenModel } | null = null
  const release = async () => {
    const model = held?.model
    held = null
    await model?.release()
  }
  const use = async (record: ModelRecord, options: UseOptions = {}) => {
    const key = `${record.hash} ${options.device ?? 'auto'} ${record.folder}`
    if (held?.key === key) return held.model
    await release()
    const model = await open(record, options)
    held = { key, model }
    return model
  }
  return { use, release }
}
