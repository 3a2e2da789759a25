/**
 * What the page knows of the program around it: host, device, models, and whether the engine was started anew.
 */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { GrantedFile, HostInfo, OpenedFiles } from '../../src-shared/contract/host-api.ts'
import type { ModelSummary, TaskDefaults } from '../../src-shared/contract/models-api.ts'
import { useApi } from './api.ts'
import { message } from './message.ts'
import { useNotices } from './notices.ts'
import { saveThrough, type NamedBytes } from './written-file.ts'

export const useEngine = defineStore('engine', () => {
  const api = useApi()
  const notices = useNotices()
  const info = shallowRef<HostInfo | null>(null)
  const device = ref<string | null>(null)
  const models = shallowRef<readonly ModelSummary[]>([])
  const defaults = shallowRef<TaskDefaults>({})
  const recent = shallowRef<readonly GrantedFile[]>([])

  async function refreshModels(): Promise<void> {
    models.value = await api.models.list()
    defaults.value = await api.models.defaults()
  }

  async function learn(): Promise<void> {
    device.value = await api.models.device()
    await refreshModels()
  }

  /** Asks for everything once and listens from then on. */
  async function start(): Promise<void> {
    api.host.onEngineRestarted(() => {
      notices.show({
        kind: 'fault',
        said: message('notice.engineDied'),
        remedy: { action: 'task.apply', label: message('notice.again') },
      })
      void notices.guard(learn)
    })
    await notices.guard(async () => {
      info.value = await api.host.info()
      recent.value = await api.host.recentFiles()
      await learn()
    })
  }

  async function diagnostics(): Promise<Uint8Array> {
    return api.host.diagnostics()
  }

  /** Commands of the native menu and files opened with the program. */
  function listen(listeners: {
    readonly command: (id: string) => void
    readonly files: (opened: OpenedFiles) => void
  }): () => void {
    const disposes = [api.host.onCommand(listeners.command), api.host.onOpenFiles(listeners.files)]
    return () => {
      for (const dispose of disposes) dispose()
    }
  }

  return {
    info,
    device,
    models,
    defaults,
    recent,
    start,
    refreshModels,
    diagnostics,
    listen,
    chooseImages: () => api.host.chooseImages(),
    chooseProject: () => api.host.chooseProject(),
    chooseModel: () => api.host.chooseModel(),
    chooseFolder: () => api.host.chooseFolder(),
    save: ({ name, bytes }: NamedBytes) => saveThrough(api.host, { suggestedName: name, bytes }),
  }
})
