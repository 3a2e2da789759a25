/**
 * Bytes on their way, counted: progress is told, and a cancel is heard between two pieces.
 */
import type { ModelProgress } from '../../../src-shared/contract/models-api.ts'

export interface Watch {
  /** How many there will be of all files. */
  readonly bytes: number
  /** How many of them went before these pieces; 0 if not given. */
  readonly begin?: number
  readonly onProgress?: ((progress: Pick<ModelProgress, 'phase' | 'fraction'>) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** The pieces as they come. Throws AbortError when the signal is aborted. */
export async function* watched(
  pieces: AsyncIterable<Uint8Array>,
  { bytes, begin = 0, onProgress, signal }: Watch,
): AsyncGenerator<Uint8Array> {
  let done = begin
  for await (const piece of pieces) {
    signal?.throwIfAborted()
    yield piece
    done += piece.length
    onProgress?.({ phase: 'writing', fraction: done / Math.max(bytes, 1) })
  }
}
