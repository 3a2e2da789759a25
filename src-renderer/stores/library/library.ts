/**
 * The models that are there, with what is known of each; naming, checking, removing, revealing, and which task takes
 * which.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { TaskKind } from '../../../src-shared/contract/edits-api.ts'
import type { ModelDetails, PublishedModel } from '../../../src-shared/contract/models-api.ts'
import { useApi } from '../api.ts'
import { useEngine } from '../engine.ts'
import { message } from '../message.ts'
import { useModelUse } from '../model-use.ts'
import { useNotices } from '../notices.ts'

export const useLibrary = defineStore('library', () => {
  const api = useApi()
  const engine = useEngine()
  const notices = useNotices()
  const use = useModelUse()
  const details = shallowRef<ReadonlyMap<string, ModelDetails>>(new Map())
  /** What others published, and whether it is here. */
  const published = shallowRef<readonly PublishedModel[]>([])
  /** Id of the model whose weights are being read again. */
  const checking = ref<string | null>(null)
  const list = computed(() => engine.models.map(({ id }) => id))
  const shown = computed(() => details.value.get(use.shown ?? list.value[0] ?? '') ?? null)

  /** Reads everything anew. */
  const refresh = () =>
    notices.guard(async () => {
      await engine.refreshModels()
      const read = await Promise.all(list.value.map((id) => api.models.details(id)))
      details.value = new Map(read.map((one) => [one.id, one]))
    })

  const lookUpPublished = () =>
    notices.guard(async () => {
      published.value = await api.models.published()
    })

  const change = (act: () => Promise<unknown>) => notices.guard(act).then(refresh)

  const rename = (id: string, name: string) => change(() => api.models.rename({ id, name }))
  const remove = (id: string) => change(() => api.models.remove(id))
  const setDefault = (task: TaskKind, model: string | null) =>
    change(() => api.models.setDefault({ task, model }))

  const reveal = (id: string) =>
    notices.guard(async () => api.host.reveal((await api.models.folder(id)).grant))

  /** Says whether the weights are what they were when the model came in. */
  async function check({ id, name }: ModelDetails): Promise<void> {
    checking.value = id
    await notices.guard(async () => {
      const isWhole = await api.models.isWhole({ job: crypto.randomUUID(), id })
      if (isWhole) return notices.done(message('library.whole', { name }))
      notices.show({ kind: 'fault', said: message('library.broken', { name }), remedy: null })
    })
    checking.value = null
  }

  return {
    details,
    shown,
    published,
    checking,
    lookUpPublished,
    refresh,
    rename,
    remove,
    setDefault,
    reveal,
    check,
  }
})
