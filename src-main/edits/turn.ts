/**
 * Turns for others between the pieces of long work, so that a process hears of a cancel. Knows nothing of the work.
 */
import { setImmediate } from 'node:timers/promises'
import type { Turn } from '../../src-shared/field/turn.ts'

export type { Turn }

/** Turns until `signal` is aborted; they reject with AbortError then. */
export function turnsUntil(signal?: AbortSignal): Turn {
  return async () => {
    await setImmediate()
    signal?.throwIfAborted()
  }
}
