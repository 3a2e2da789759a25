/**
 * Turns for others between the pieces of long work, so that a process hears of a cancel. Knows nothing of the work.
 */
import { setImmediate } from 'node:timers/promises'

/** Lets whoever waits go first, such as a cancel; rejects with AbortError where there was one. */
export type Turn = () => Promise<void>

/** Turns until `signal` is aborted. */
export function turnsUntil(signal?: AbortSignal): Turn {
  return async () => {
    await setImmediate()
    signal?.throwIfAborted()
  }
}
