/**
 * Opens a model for editing, whatever it is made of. Holds a native session, so whoever opens a model releases it.
 */
import { readRecord, type ModelRecord } from './model-record.ts'
import { usualWindowBatch } from './model-size.ts'
import { openGraphModel } from './open-graph-model.ts'
import { openNetwork } from './open-network.ts'
import type { OpenModel, OpenModelOptions } from './opened-model.ts'

/** Opens the model of a folder. Throws UserError where the folder is at fault. */
export async function openModel(
  folder: string,
  options: OpenModelOptions = {},
): Promise<OpenModel> {
  const record = resized(await readRecord(folder), options.windowSize)
  const windowBatch = options.windowBatch ?? usualWindowBatch(record)
  const opening = { ...options, windowBatch }
  return record.kind === 'network' ? openNetwork(record, opening) : openGraphModel(record, opening)
}

function resized(record: ModelRecord, windowSize = record.windowSize): ModelRecord {
  if (record.kind === 'graph' || windowSize === record.windowSize) return record
  const config = { ...record.config, sampleSize: windowSize / record.patchFolding }
  return { ...record, config, windowSize }
}
