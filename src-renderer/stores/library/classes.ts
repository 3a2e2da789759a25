/** The names of the classes of models that have some, read once for each model. */
import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { useApi } from '../api.ts'
import { useNotices } from '../notices.ts'
import { useTask } from '../task.ts'

export const useClasses = defineStore('classes', () => {
  const api = useApi()
  const notices = useNotices()
  const task = useTask()
  /** In the order of the labels; numbers where there are no names. */
  const names = shallowRef<readonly string[]>([])

  watch(
    () => [task.model, task.classes] as const,
    async ([model, count]) => {
      names.value = Array.from({ length: count }, (_, label) => String(label))
      if (model === null || count === 0) return
      const known = await notices.guard(() => api.models.classNames(model))
      if (known != null && model === task.model) names.value = known
    },
    { immediate: true },
  )

  return { names }
})
