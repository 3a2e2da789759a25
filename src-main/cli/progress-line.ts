/**
 * One line of progress with the time that is left, redrawn in place on a terminal.
 * Where the stream is no terminal it writes nothing at all.
 */

/** What a command tells about its progress; `clear` wipes the line before other output. */
export interface ProgressLine {
  /** `done` of `total` units; call as often as you like, it draws ten times a second at most. */
  show(progress: { readonly label: string; readonly done: number; readonly total: number }): void
  clear(): void
}

interface Terminal {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

const BAR_WIDTH = 24
const REDRAW_MS = 100

/** A progress line on `stream`; `now` gives milliseconds. A new label starts a new estimate. */
export function createProgressLine(stream: Terminal, now: () => number): ProgressLine {
  if (stream.isTTY !== true) return { show: () => undefined, clear: () => undefined }
  let current = { label: '', start: 0, first: 0, drawn: -Infinity }
  return {
    show({ label, done, total }) {
      const time = now()
      if (label !== current.label) current = { label, start: time, first: done, drawn: -Infinity }
      if (time - current.drawn < REDRAW_MS && done < total) return
      current.drawn = time
      const left = secondsLeft(time - current.start, done - current.first, total - done)
      const line = `${label} ${bar(done / total)} ${percent(done / total)}${eta(left)}`
      stream.write(`\r\u001b[K${line.slice(0, (stream.columns ?? 80) - 1)}`)
    },
    clear() {
      if (current.drawn > -Infinity) stream.write('\r\u001b[K')
      current = { label: '', start: 0, first: 0, drawn: -Infinity }
    },
  }
}

/** Seconds as a person says them: 8 s, 2 min 5 s, 1 h 4 min. */
export function spellDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}

function secondsLeft(elapsedMs: number, done: number, left: number): number | undefined {
  return done > 0 ? (elapsedMs / done / 1000) * left : undefined
}

function bar(share: number): string {
  const filled = Math.round(BAR_WIDTH * Math.min(1, Math.max(0, share)))
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`
}

const percent = (share: number) => `${String(Math.floor(100 * share)).padStart(3)} %`
const eta = (seconds: number | undefined) =>
  seconds === undefined ? '' : `, ${spellDuration(seconds)} left`
