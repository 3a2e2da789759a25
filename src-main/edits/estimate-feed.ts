/**
 * Passes the estimates of a job on, but not more of them than anyone can look at; the last one
 * always. Estimates that are passed over are never turned into pixels.
 */
import type { EditEstimate } from '../../src-shared/contract/edits-api.ts'

/** Makes the estimate when it is to be sent. */
type Make = () => EditEstimate

export interface EstimateFeed {
  /** An estimate with something to look at; the newest waits until it may be sent. */
  show(make: Make): void
  /** Only how far the job is; nothing waits for it. */
  tell(make: Make): void
  /** Sends what waits. */
  flush(): void
}

/** Milliseconds between two estimates: about ten a second. */
const INTERVAL = 100

export function createEstimateFeed({
  send,
  now,
}: {
  readonly send: (estimate: EditEstimate) => void
  /** Milliseconds. */
  readonly now: () => number
}): EstimateFeed {
  let sentAt = -Infinity
  let waiting: Make | null = null
  const sendNow = (make: Make) => {
    sentAt = now()
    waiting = null
    send(make())
  }
  const isDue = () => now() - sentAt >= INTERVAL
  return {
    show: (make) => {
      if (isDue()) sendNow(make)
      else waiting = make
    },
    tell: (make) => {
      if (isDue()) sendNow(waiting ?? make)
    },
    flush: () => {
      if (waiting) sendNow(waiting)
    },
  }
}
