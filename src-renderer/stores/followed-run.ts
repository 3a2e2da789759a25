/** The one run that goes on in the engine: how far it is, how it is cancelled, and what comes of it. */
import { shallowRef } from 'vue'
import { useApi } from './api.ts'
import { useNotices } from './notices.ts'
import { withEstimate, type RunState } from './run-state.ts'

/** `begin` is called before each run. */
export function useFollowedRun(begin: () => void) {
  const api = useApi()
  const notices = useNotices()
  const run = shallowRef<RunState | null>(null)
  let stop: AbortController | null = null

  api.edits.onEstimate((estimate) => {
    if (estimate.job !== run.value?.job) return
    run.value = withEstimate(run.value, estimate)
    void notices.guard(() => api.host.showProgress(estimate.fraction))
  })

  /** Has work done with its progress in sight; `arrive` takes what comes of it, if something does. */
  async function follow<T>(
    started: RunState,
    work: (signal: AbortSignal) => Promise<T>,
    arrive: (done: T) => void,
  ): Promise<void> {
    begin()
    stop = new AbortController()
    const { signal } = stop
    run.value = started
    void notices.guard(() => api.host.showProgress(0))
    const done = await notices.guard(() => work(signal))
    run.value = null
    if (done !== undefined) arrive(done)
    await notices.guard(() => api.host.showProgress(null))
  }

  function cancel(): void {
    stop?.abort()
    if (run.value !== null) run.value = { ...run.value, cancelling: true }
  }

  return { run, follow, cancel }
}
