/** How far a model is on its way, and what it is called. */
import { ref, shallowRef } from 'vue'
import type { ModelProgress, ModelsApi } from '../../../src-shared/contract/models-api.ts'

export function useModelProgress(models: Pick<ModelsApi, 'onProgress'>) {
  /** Null where nothing is on its way. */
  const progress = shallowRef<ModelProgress | null>(null)
  /** What is moved, for people. */
  const name = ref('')

  models.onProgress((now) => {
    if (progress.value?.job === now.job) progress.value = now
  })

  /** The id of the job that begins. */
  function begin(what: string, phase: ModelProgress['phase'] = 'reading'): string {
    const job = crypto.randomUUID()
    name.value = what
    progress.value = { job, phase, fraction: 0 }
    return job
  }

  return { progress, name, begin }
}
