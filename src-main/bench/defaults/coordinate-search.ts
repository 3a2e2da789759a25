/**
 * Search over a few parameters, one after the other, until none of them gets better. What a candidate means and
 * how good it is is passed in.
 */

/** A parameter: other values to try in place of the one that a candidate has. */
export interface Axis<Candidate> {
  readonly name: string
  readonly alternatives: (candidate: Candidate) => readonly Candidate[]
}

export interface Scored<Candidate> {
  readonly candidate: Candidate
  /** Higher is better. */
  readonly score: number
}

export interface CoordinateSearch<Candidate> {
  readonly start: Candidate
  readonly axes: readonly Axis<Candidate>[]
  /** Asked once per candidate. */
  readonly score: (candidate: Candidate) => Promise<number>
  /** A candidate must be better by more than this to take the place of the best one. */
  readonly margin: number
  /** How often all axes are gone through at most. */
  readonly rounds: number
  readonly signal?: AbortSignal
}

/** Every candidate that was scored, in that order, and the best of them. Rejects when `signal` is aborted. */
export async function coordinateSearch<Candidate>(
  search: CoordinateSearch<Candidate>,
): Promise<{ best: Scored<Candidate>; tried: readonly Scored<Candidate>[] }> {
  const tried = new Map<string, Scored<Candidate>>()
  const scored = async (candidate: Candidate): Promise<Scored<Candidate>> => {
    search.signal?.throwIfAborted()
    const key = JSON.stringify(candidate)
    const known = tried.get(key) ?? { candidate, score: await search.score(candidate) }
    tried.set(key, known)
    return known
  }
  let best = await scored(search.start)
  for (let round = 0; round < search.rounds; round++) {
    const before = best
    for (const { alternatives } of search.axes) {
      for (const candidate of alternatives(best.candidate)) {
        const other = await scored(candidate)
        if (other.score > best.score + search.margin) best = other
      }
    }
    if (best === before) break
  }
  return { best, tried: [...tried.values()] }
}
