/** Waiting for the end of a run. */
import { watch, type ShallowRef } from 'vue'
import type { TrainingJob } from '../../../src-shared/contract/training-api.ts'

/** The run as it is when it has ended; null where it was removed. */
export function whenEnded(
  jobs: ShallowRef<ReadonlyMap<string, TrainingJob>>,
  id: string,
): Promise<TrainingJob | null> {
  return new Promise((resolve) => {
    const { stop } = watch(
      () => jobs.value.get(id),
      (now) => {
        if (now !== undefined && now.state !== 'ended') return
        queueMicrotask(() => stop())
        resolve(now ?? null)
      },
      { immediate: true },
    )
  })
}
