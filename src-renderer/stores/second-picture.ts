/** The second picture of a blend, brought to the size of the first before both are joined. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { PictureInfo } from '../../src-shared/contract/pictures-api.ts'
import { useApi } from './api.ts'
import { useDocuments } from './documents.ts'
import { transformsToFit } from './fit-size.ts'
import { useTask } from './task.ts'

export const useSecondPicture = defineStore('second-picture', () => {
  const api = useApi()
  const documents = useDocuments()
  const task = useTask()

  /** The picture that was chosen and the id of what was cut from it, so that nothing is cut twice. */
  const cut = shallowRef<{ readonly from: PictureInfo; readonly id: string } | null>(null)

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
    const size = documents.current?.picture
    if (other === null || size === undefined) return
    const from = cut.value?.id === other.id ? cut.value.from : other
    let fitted = from
    for (const transform of transformsToFit(from, size)) {
      fitted = await api.pictures.transform({ id: fitted.id, transform })
    }
    cut.value = { from, id: fitted.id }
    task.changeShared({ other: { ...fitted, name: from.name } })
  }

  return { stepsToFit, fit }
})
