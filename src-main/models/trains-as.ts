/**
 * What a training can start from a model as. Pure.
 */
import type { ModelSummary } from '../../src-shared/contract/models-api.ts'
import type { ModelRecord } from './model-record.ts'
import { levelsOf } from './trained-with.ts'

/** Null for what cannot be trained: graphs only run. */
export function trainsAs(record: ModelRecord): ModelSummary['trainsAs'] {
  if (record.kind === 'graph') return null
  return record.teacher === null && !DIFFUSION.includes(levelsOf(record.training))
    ? 'consistency'
    : 'diffusion'
}

/** Recipes that end as a diffusion model; records of old do not say so otherwise. */
const DIFFUSION = ['diffusion', 'pd']
