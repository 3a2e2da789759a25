/**
 * Bytes on their way, counted: progress is told, and a cancel is heard between two pieces.
 */
import type { ModelProgress } from '../../../src-shared/contract/models-api.ts'

export interface Watch {
  /** How many there will be. */
  readonly bytes: number
  readonly onProgress?: ((progress: Pick<ModelProgress, 'phase' | 'fraction'>) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** The pieces as they come. Throws AbortError when the signal is aborted. */
export async function* watched(
  pieces: AsyncIterable<Uint8Array>,
  { bytes, onProgress, signal }: Watch,
): AsyncGenerator<Uint8Array> {
  let done = 0
  for await (const piece of pieces) {
    signal?.throwIfAborted()
    yield piece
    done += piece.length
    onProgress?.({ phase: 'writing', fraction: done / Math.max(bytes, 1) })
  }
}
