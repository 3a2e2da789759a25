/**
 * The photographs that a run would learn from: where they lie, what was found in them, which the user leaves out.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type {
  DatasetProgress,
  DatasetReport,
  DatasetSource,
  PhotographReport,
} from '../../../src-shared/contract/training-api.ts'
import { useApi } from '../api.ts'
import { useNotices } from '../notices.ts'
import { useLatestWork } from '../latest-work.ts'
import { useDatasetViews } from './dataset-views.ts'
import { NO_MARKS, toggled } from './photograph-marks.ts'
import { sendFiles, type FolderFile } from './send-files.ts'

export const useDataset = defineStore('dataset', () => {
  const api = useApi()
  const notices = useNotices()
  const source = shallowRef<DatasetSource | null>(null)
  const marks = shallowRef(NO_MARKS)
  /** Id of the model that would learn from them, which decides how small they may be. */
  const base = ref<string | null>(null)
  const report = shallowRef<DatasetReport | null>(null)
  const progress = shallowRef<DatasetProgress | null>(null)
  /** Why the photographs have no class, for a model that has classes; null where nothing is wrong. */
  const classFault = computed(() => report.value?.classes?.fault ?? null)
  const choice = computed(() => source.value && { source: source.value, ...marks.value })
  const { forget, ...views } = useDatasetViews(choice)
  const { busy, work } = useLatestWork(() => (progress.value = null))

  api.training.onInspecting((now) => {
    if (busy.value) progress.value = now
  })

  async function inspect(signal: AbortSignal): Promise<void> {
    const { value: data } = choice
    if (data !== null) report.value = await api.training.inspect({ data, base: base.value }, signal)
  }

  async function look(next: DatasetSource, signal: AbortSignal): Promise<void> {
    source.value = next
    marks.value = NO_MARKS
    report.value = null
    forget()
    await inspect(signal)
  }

  const chooseFolder = () =>
    notices.guard(async () => {
      const folder = await api.host.chooseFolder()
      if (folder !== null)
        await work((signal) => look({ kind: 'folder', grant: folder.grant }, signal))
    })

  /** Sends files that the page holds, and looks at them then. */
  const take = (files: readonly FolderFile[], name: string) =>
    work(async (signal) => {
      if (files.length === 0) return
      report.value = null
      if (source.value?.kind === 'upload') await api.training.forgetUpload(source.value.upload)
      const told = (done: number) => (progress.value = { done, total: files.length })
      const upload = await sendFiles(api.training, files, { signal, told })
      await look({ kind: 'upload', upload, name }, signal)
    })

  /** Leaves a photograph out or takes it in. */
  function toggle(photograph: PhotographReport): Promise<void> {
    marks.value = toggled(marks.value, photograph)
    return work(inspect)
  }

  function learnWith(next: string | null): void {
    base.value = next
    forget()
    if (report.value !== null) void work(inspect)
  }

  const actions = { chooseFolder, take, toggle, learnWith }
  return { report, progress, busy, choice, classFault, ...actions, ...views }
})
