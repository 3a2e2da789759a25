/** An ONNX file of the user's for a loss of features: chosen, or handed over. */
import { defineStore } from 'pinia'
import { useApi } from '../api.ts'
import { useNotices } from '../notices.ts'
import { sendFiles } from './send-files.ts'
import { useTrainingPlan } from './plan.ts'

export const useFeatures = defineStore('training-features', () => {
  const api = useApi()
  const notices = useNotices()
  const plan = useTrainingPlan()

  const chooseFile = () =>
    notices.guard(async () => {
      const file = await api.host.chooseModel()
      if (file === null) return
      const { name, grant } = file
      plan.change({ features: { name, source: { kind: 'file', grant } } })
    })

  const take = (name: string, read: () => Promise<Uint8Array>) =>
    notices.guard(async () => {
      const { signal } = new AbortController()
      const told = () => undefined
      const upload = await sendFiles(api.training, [{ path: name, read }], { signal, told })
      plan.change({ features: { name, source: { kind: 'upload', upload, path: name } } })
    })

  return { chooseFile, take }
})
