/** What models run on: what ran last, what this machine has, what was found out about it. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type {
  BenchmarkRow,
  DeviceId,
  DeviceInfo,
  DeviceLine,
} from '../../src-shared/contract/devices-api.ts'
import { useApi } from './api.ts'
import { saidOfFall } from './device-words.ts'
import { useNotices } from './notices.ts'
import { useTask } from './task.ts'

export const useDevices = defineStore('devices', () => {
  const api = useApi()
  const notices = useNotices()
  const task = useTask()
  const line = shallowRef<DeviceLine | null>(null)
  /** At its self-test, which a run waits for. */
  const tested = ref<DeviceId | null>(null)
  /** For the model of the task, in the order in which devices are tried. */
  const list = shallowRef<readonly DeviceInfo[]>([])
  const busy = ref(false)
  const done = ref(0)
  /** The device that is being measured. */
  const current = computed(() => (busy.value ? (list.value[done.value]?.id ?? null) : null))
  let stop: AbortController | null = null

  /** Listens from now on; what does not run as it was asked to is told. */
  async function start(): Promise<void> {
    api.devices.onLine((now) => (line.value = now))
    api.devices.onTest((device) => (tested.value = device))
    api.devices.onFall((fall) =>
      notices.show({ kind: 'fault', said: saidOfFall(fall), remedy: null }),
    )
    api.devices.onBenchmark((row) => void told(row))
    await notices.guard(async () => {
      line.value = await api.devices.line()
    })
  }

  async function look(): Promise<void> {
    const { model } = task
    if (model === null) return
    await notices.guard(async () => {
      list.value = await api.devices.list(model)
    })
  }

  /** One device has its turn after the other, in the order of the list. */
  async function told(row: BenchmarkRow): Promise<void> {
    if (!busy.value || row.model !== task.model) return
    done.value += 1
    await look()
  }

  /** Tests every device anew, and measures those that pass. */
  async function measure(): Promise<void> {
    const { model } = task
    if (model === null || busy.value) return
    await look()
    busy.value = true
    done.value = 0
    stop = new AbortController()
    const { signal } = stop
    await notices.guard(() => api.devices.benchmark({ models: [model] }, signal))
    busy.value = false
    await look()
  }

  const cancel = () => stop?.abort()

  return { line, tested, list, busy, current, start, look, measure, cancel }
})
