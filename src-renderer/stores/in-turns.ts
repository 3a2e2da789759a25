/**
 * Long work in turns with the page, which stays ready for the user meanwhile.
 */
import type { Piecewise } from '../kernels/piecewise.ts'

/** Milliseconds of work between two turns: some frames, of which nobody sees that they are missing. */
const LONGEST = 30

export interface Pace {
  /** Milliseconds. */
  readonly now: () => number
  /** Lets whatever waits go first. */
  readonly turn: () => Promise<void>
}

/** What comes of the work, with a turn for the page whenever a while was worked. */
export async function inTurns<Result>(
  work: Piecewise<Result>,
  { now = () => performance.now(), turn = letOthersGo }: Partial<Pace> = {},
): Promise<Result> {
  let begun = now()
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
    if (now() - begun < LONGEST) continue
    await turn()
    begun = now()
  }
}

/** What comes of the work on what `find` finds: done again where something else is found at its end. */
export async function inTurnsOn<Found, Result>(
  find: () => Found,
  work: (found: Found) => Piecewise<Result>,
): Promise<Result> {
  for (;;) {
    const found = find()
    const result = await inTurns(work(found))
    if (find() === found) return result
  }
}

/** A message to itself comes after input and painting, and is not held back in a window that is not seen. */
function letOthersGo(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
