/**
 * Long work on the page in pieces of some milliseconds: it yields between them, and knows neither clock nor page.
 */

export type Piecewise<Result> = Generator<undefined, Result, undefined>

/** What comes of the work, done at once. */
export function finished<Result>(work: Piecewise<Result>): Result {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}
