/** Taking a model in hand, or looking at it in the library, from wherever it is spoken of. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useTask } from './task.ts'
import { useTrainingJobs } from './training/jobs.ts'
import { useView } from './view.ts'

export const useModelUse = defineStore('model-use', () => {
  const jobs = useTrainingJobs()
  const task = useTask()
  const view = useView()
  /** Id of the model that the library shows. */
  const shown = ref<string | null>(null)

  /** Edits with it from now on. */
  function take(model: string): void {
    task.changeShared({ model })
    if (jobs.fresh === model) jobs.fresh = null
    view.place = 'picture'
  }

  function show(model: string): void {
    shown.value = model
    view.place = 'models'
  }

  return { shown, take, show }
})
