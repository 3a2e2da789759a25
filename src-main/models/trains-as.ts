/**
 * What a training can start from a model as. Pure.
 */
import type { ModelSummary } from '../../src-shared/contract/models-api.ts'
import type { ModelRecord } from './model-record.ts'

/** Null for what cannot be trained: graphs only run. */
export function trainsAs(record: ModelRecord): ModelSummary['trainsAs'] {
  if (record.kind === 'graph') return null
  return record.teacher === null && !DIFFUSION.includes(levelsOf(record.training))
    ? 'consistency'
    : 'diffusion'
}

/** Recipes that end as a diffusion model; records of old do not say so otherwise. */
const DIFFUSION = ['diffusion', 'pd']

/** The kind of noise levels in the record of a training of ours; empty where there is none. */
function levelsOf(training: unknown): string {
  const kind = ['recipe', 'levels', 'kind'].reduce<unknown>(member, training)
  return typeof kind === 'string' ? kind : ''
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}
