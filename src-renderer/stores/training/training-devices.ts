/** What a model can be trained on here: the processor, and the devices that its self-test has passed. */
import { shallowRef, watch, type Ref } from 'vue'
import type { DeviceInfo } from '../../../src-shared/contract/devices-api.ts'
import { useApi } from '../api.ts'
import { useNotices } from '../notices.ts'

export function useTrainingDevices(base: Readonly<Ref<string | null>>) {
  const api = useApi()
  const notices = useNotices()
  const devices = shallowRef<readonly DeviceInfo[]>([])

  watch(
    base,
    (id) =>
      void notices.guard(async () => {
        const all = id === null ? [] : await api.devices.list(id)
        if (base.value === id)
          devices.value = all.filter((one) => one.id === 'cpu' || one.state.kind === 'passed')
      }),
    { immediate: true },
  )

  return { devices }
}
