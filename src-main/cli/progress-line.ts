/**
 * One line of progress with the time that is left, redrawn in place on a terminal.
 * Where the stream is no terminal it writes nothing at all.
 */

/** What a command tells about its progress; `clear` wipes the line before other output. */
export interface ProgressLine {
  /** Call as often as you like, it draws ten times a second at most. */
  show(progress: Progress): void
  clear(): void
}

export interface Progress {
  /** What is going on; a new label starts a new estimate of the time left. */
  readonly label: string
  readonly done: number
  readonly total: number
  /** Figures of the moment. */
  readonly detail?: string
  /** Where it is known better than from the pace so far. */
  readonly secondsLeft?: number
}

interface Terminal {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

const BAR_WIDTH = 24
const REDRAW_SECONDS = 0.1

/** A progress line on `stream`; `now` gives seconds. */
export function createProgressLine(stream: Terminal, now: () => number): ProgressLine {
  if (stream.isTTY !== true) return { show: () => undefined, clear: () => undefined }
  let current = { label: '', start: 0, first: 0, drawn: -Infinity }
  return {
    show({ label, done, total, detail, secondsLeft }) {
      const time = now()
      if (label !== current.label) current = { label, start: time, first: done, drawn: -Infinity }
      if (time - current.drawn < REDRAW_SECONDS && done < total) return
      current.drawn = time
      const left = secondsLeft ?? estimate(time - current.start, done - current.first, total - done)
      const figures = [percent(done / total), ...eta(left), ...(detail ? [detail] : [])]
      const line = `${label} ${bar(done / total)} ${figures.join(', ')}`
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

function estimate(elapsed: number, done: number, left: number): number | undefined {
  return done > 0 ? (elapsed / done) * left : undefined
}

function bar(share: number): string {
  const filled = Math.round(BAR_WIDTH * Math.min(1, Math.max(0, share)))
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`
}

const percent = (share: number) => `${String(Math.floor(100 * share)).padStart(3)} %`
const eta = (seconds: number | undefined) =>
  seconds === undefined ? [] : [`${spellDuration(seconds)} left`]
