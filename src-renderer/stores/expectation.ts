/** How long the task as it is set up is likely to take. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useApi } from './api.ts'
import { useSecondPicture } from './second-picture.ts'
import { useTask } from './task.ts'

export const useExpectation = defineStore('expectation', () => {
  const api = useApi()
  const second = useSecondPicture()
  const task = useTask()
  const seconds = ref<number | null>(null)

  /** Asks anew; a blend whose pictures do not fit yet has no answer. */
  async function ask(): Promise<void> {
    const made = task.request('expected')
    const ready = made.kind === 'job' && second.stepsToFit().length === 0
    seconds.value = ready ? await api.edits.expectedSeconds(made.job) : null
  }

  return { seconds, ask }
})
