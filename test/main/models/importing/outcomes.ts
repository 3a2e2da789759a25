/** What becomes of a file or folder that may be anything: a model that is whole, one sentence, or a question. */
import { join } from 'node:path'
import { expect } from 'vitest'
import { importModel } from '../../../../src-main/models/importing/import-model.ts'
import { readRecord } from '../../../../src-main/models/model-record.ts'
import { readModel } from '../../../../src-main/models/read-model.ts'
import { UserError } from '../../../../src-shared/contract/user-error.ts'
import type { Prober } from '../../../../src-shared/contract/probe-api.ts'
import { contentsOf, emptyLibrary } from './libraries.ts'

const MOST_SECONDS = 1

/** A driver that takes its process along, for files that would be run. */
const crashing: Prober = {
  measure: () => Promise.resolve({ kind: 'failed', reason: 'crashed', detail: 'it died' }),
}

export interface Outcome {
  readonly kind: 'in' | 'refused' | 'asked'
  /** Of a refusal; empty for all else. */
  readonly sentence: string
}

/** Fails where it is neither whole nor refused in words, where something is left, and where it takes too long. */
export async function outcomeOf(path: string, prober = crashing): Promise<Outcome> {
  const library = emptyLibrary()
  const began = process.cpuUsage()
  const imported = await importModel({ path, library, prober }).catch((error: unknown) => error)
  const { user, system } = process.cpuUsage(began)
  if (imported instanceof Error) {
    expect(imported).toBeInstanceOf(UserError)
    expect(imported.message).not.toMatch(/undefined|NaN|\[object/)
    expect(imported.message.length).toBeLessThan(1000)
    expect(contentsOf(library)).toEqual([])
  }
  expect((user + system) / 1e6).toBeLessThan(MOST_SECONDS)
  if (imported instanceof Error) return { kind: 'refused', sentence: imported.message }
  const { kind } = imported as { kind: string }
  if (kind === 'question') {
    expect(contentsOf(library)).toEqual([])
    return { kind: 'asked', sentence: '' }
  }
  const [id = ''] = contentsOf(library)
  const folder = join(library.own, id)
  if ((await readRecord(folder)).kind === 'network') await readModel(folder)
  return { kind: 'in', sentence: '' }
}
