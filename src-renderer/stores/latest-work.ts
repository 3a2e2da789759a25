/** Work of which only the latest counts: what is begun gives up what was under way, and errors are told. */
import { ref } from 'vue'
import { useNotices } from './notices.ts'

/** `rested` is called when the latest work has ended. */
export function useLatestWork(rested: () => void) {
  const notices = useNotices()
  const busy = ref(false)
  let stop: AbortController | null = null

  async function work(act: (signal: AbortSignal) => Promise<void>): Promise<void> {
    stop?.abort()
    const own = new AbortController()
    stop = own
    busy.value = true
    await notices.guard(() => act(own.signal))
    if (stop !== own) return
    busy.value = false
    rested()
  }

  return { busy, work, cancel: () => stop?.abort() }
}
