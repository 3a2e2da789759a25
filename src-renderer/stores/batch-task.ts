/** The tasks that need nothing but a picture, as a batch asks for them. Pure. */
import type { BatchJob } from '../../src-shared/contract/batch-api.ts'
import type { TaskOptions } from './task-options.ts'

export const BATCH_KINDS = ['colorize', 'enlarge', 'restore', 'denoise'] as const

export type BatchKind = (typeof BATCH_KINDS)[number]

export function batchTask(
  kind: BatchKind,
  { scale, grey, sigma }: Pick<TaskOptions, 'scale' | 'grey' | 'sigma'>,
): BatchJob['task'] {
  switch (kind) {
    case 'colorize':
      return { kind }
    case 'enlarge':
      return { kind, scale: scale === 1 ? 2 : scale }
    case 'restore': {
      const colours = { kind, grey: grey ?? true }
      return scale === 1 ? colours : { ...colours, scale }
    }
    case 'denoise':
      return sigma === null ? { kind } : { kind, sigma }
  }
}
