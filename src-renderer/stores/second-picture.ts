/** The second picture of a blend, brought to the size of the first before both are joined. */
import { defineStore } from 'pinia'
import { useApi } from './api.ts'
import { useDocuments } from './documents.ts'
import { transformsToFit } from './fit-size.ts'
import { useTask } from './task.ts'

export const useSecondPicture = defineStore('second-picture', () => {
  const api = useApi()
  const documents = useDocuments()
  const task = useTask()

  /** What is still to be done to it; nothing for other tasks. */
  function stepsToFit() {
    const { other } = task.shared
    const size = documents.current?.picture
    const both = task.kind === 'blend' && other !== null && size !== undefined
    return both ? transformsToFit(other, size) : []
  }

  /** Cuts and scales it; the file that it came from stays as it is. */
  async function fit(): Promise<void> {
    const { other } = task.shared
    if (other === null) return
    let fitted = other
    for (const transform of stepsToFit()) {
      fitted = await api.pictures.transform({ id: fitted.id, transform })
    }
    task.changeShared({ other: { ...fitted, name: other.name } })
  }

  return { stepsToFit, fit }
})
