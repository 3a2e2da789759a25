/**
 * Asks the page to settle its documents before the window closes, and waits for the answer. Knows no window.
 */
import type { ClosingWay } from '../../../src-shared/contract/host-api.ts'
import type { Dispose } from '../../../src-shared/contract/port.ts'

export interface ClosingPage {
  /** What the page answers; where none listens, or it goes, nothing can be saved and nothing more be kept. */
  readonly settle: (way: ClosingWay) => Promise<boolean>
  readonly onClosing: (listener: (way: ClosingWay) => void) => Dispose
  readonly answerClosing: (ready: boolean) => void
}

export function createClosingPage(): ClosingPage {
  const listeners = new Set<(way: ClosingWay) => void>()
  let waiting: ((ready: boolean) => void) | null = null
  const answerClosing = (ready: boolean) => {
    waiting?.(ready)
    waiting = null
  }
  return {
    answerClosing,
    settle: (way) => {
      answerClosing(false)
      if (listeners.size === 0) return Promise.resolve(false)
      const answer = new Promise<boolean>((resolve) => {
        waiting = resolve
      })
      for (const listener of listeners) listener(way)
      return answer
    },
    onClosing: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) answerClosing(false)
      }
    },
  }
}
