/**
 * One thing at a time: jobs in the order in which they came, previews when there is no job. It knows
 * nothing of what the work is.
 */

type Work<Result> = (signal: AbortSignal) => Promise<Result>

export interface JobQueue {
  /** Runs the work after those before it; rejects at once when `signal` is aborted while it waits. */
  run<Result>(work: Work<Result>, signal?: AbortSignal): Promise<Result>
  /** Runs the work when nothing else is to do; a job or a newer preview aborts it, waiting or not. */
  preview<Result>(work: Work<Result>, signal?: AbortSignal): Promise<Result>
}

interface Entry {
  readonly isPreview: boolean
  readonly start: () => Promise<void>
  readonly abort: () => void
}

export function createJobQueue(): JobQueue {
  let waiting: readonly Entry[] = []
  let current: Entry | null = null

  const next = () => {
    if (current) return
    const entry = waiting.find(({ isPreview }) => !isPreview) ?? waiting[0]
    if (!entry) return
    waiting = waiting.filter((other) => other !== entry)
    current = entry
    void entry.start().finally(() => {
      current = null
      next()
    })
  }
  const submit = <Result>(work: Work<Result>, isPreview: boolean, signal?: AbortSignal) => {
    for (const entry of waiting) if (entry.isPreview && isPreview) entry.abort()
    if (current?.isPreview) current.abort()
    return new Promise<Result>((resolve, reject) => {
      const own = new AbortController()
      const either = signal ? AbortSignal.any([signal, own.signal]) : own.signal
      const fail = (error: unknown) => {
        reject(error instanceof Error ? error : new Error(String(error)))
      }
      const entry: Entry = {
        isPreview,
        start: async () => {
          try {
            either.throwIfAborted()
            resolve(await work(either))
          } catch (error) {
            fail(error)
          }
        },
        abort: () => own.abort(),
      }
      either.addEventListener('abort', () => {
        if (!waiting.includes(entry)) return
        waiting = waiting.filter((other) => other !== entry)
        fail(either.reason)
      })
      waiting = [...waiting, entry]
      next()
    })
  }
  return {
    run: (work, signal) => submit(work, false, signal),
    preview: (work, signal) => submit(work, true, signal),
  }
}
