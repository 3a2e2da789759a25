/**
 * How fast this machine computes the windows of each model, learnt from what it has done. A plain
 * value that can be kept; nothing here reads a clock.
 */

/** Windows per second by the id of the model. */
export type Pace = Readonly<Record<string, number>>

export interface Done {
  readonly windows: number
  readonly seconds: number
}

/** Work too short to tell how fast the machine is, once something is known. */
const FEWEST_WINDOWS = 4

/**
 * The pace after work was done: what is new counts half, so that a busy minute is soon forgotten. A first guess is taken
 * from any work, such as a first impression.
 */
export function learnPace(pace: Pace, model: string, { windows, seconds }: Done): Pace {
  const before = pace[model]
  const fewest = before === undefined ? 1 : FEWEST_WINDOWS
  if (windows < fewest || !(seconds > 0)) return pace
  const now = windows / seconds
  return { ...pace, [model]: before === undefined ? now : (before + now) / 2 }
}

/** Null for a model that has not been used yet. */
export function secondsFor(pace: Pace, model: string, windows: number): number | null {
  const perSecond = pace[model]
  return perSecond === undefined ? null : windows / perSecond
}

/** Shares below this say too little to go by. */
const LEAST_FRACTION = 0.02

/** Seconds left when a share of the work took so long; `expected` is for all of it, if known. */
export function secondsLeft(
  fraction: number,
  { elapsed, expected }: { readonly elapsed: number; readonly expected: number | null },
): number | null {
  if (fraction >= LEAST_FRACTION) return (elapsed * (1 - fraction)) / fraction
  return expected === null ? null : Math.max(expected - elapsed, 0)
}
