/** How long the task as it is set up is likely to take. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useApi } from './api.ts'
import { useTask } from './task.ts'

export const useExpectation = defineStore('expectation', () => {
  const api = useApi()
  const task = useTask()
  const seconds = ref<number | null>(null)

  /** Asks anew. */
  async function ask(): Promise<void> {
    const made = task.request('expected')
    seconds.value = made.kind === 'job' ? await api.edits.expectedSeconds(made.job) : null
  }

  return { seconds, ask }
})
