/**
 * What happened lately, line by line, for the diagnostics. Kept in memory only, and never grows past its bound.
 */

export interface Log {
  readonly add: (line: string) => void
  readonly lines: () => readonly string[]
}

const MOST_LINES = 2000

/** An empty log; `now` gives milliseconds since 1970, `echo` shows each line to whoever watches the program. */
export function createLog(now: () => number, echo: (line: string) => void): Log {
  const lines: string[] = []
  return {
    add: (line) => {
      lines.push(`${new Date(now()).toISOString()} ${line}`)
      if (lines.length > MOST_LINES) lines.shift()
      echo(line)
    },
    lines: () => lines,
  }
}
