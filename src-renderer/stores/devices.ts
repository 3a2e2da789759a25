/** What models run on: what ran last, what this machine has, what was found out about it. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { BenchmarkRow, DeviceInfo, DeviceLine } from '../../src-shared/contract/devices-api.ts'
import { useApi } from './api.ts'
import { saidOfFall, withMeasured } from './device-words.ts'
import { useNotices } from './notices.ts'
import { useTask } from './task.ts'

export const useDevices = defineStore('devices', () => {
  const api = useApi()
  const notices = useNotices()
  const task = useTask()
  const line = shallowRef<DeviceLine | null>(null)
  /** For the model of the task, in the order in which devices are tried. */
  const list = shallowRef<readonly DeviceInfo[]>([])
  const busy = ref(false)
  let stop: AbortController | null = null

  /** Listens from now on; what does not run as it was asked to is told. */
  async function start(): Promise<void> {
    api.devices.onLine((now) => (line.value = now))
    api.devices.onFall((fall) =>
      notices.show({ kind: 'fault', said: saidOfFall(fall), remedy: null }),
    )
    api.devices.onBenchmark((row) => take(row))
    await notices.guard(async () => {
      line.value = await api.devices.line()
    })
  }

  function take(row: BenchmarkRow): void {
    if (row.model === task.model) list.value = withMeasured(list.value, row)
  }

  async function look(): Promise<void> {
    const { model } = task
    if (model === null) return
    await notices.guard(async () => {
      list.value = await api.devices.list(model)
    })
  }

  /** Asks every device anew, and measures those that pass. */
  async function measure(): Promise<void> {
    const { model } = task
    if (model === null || busy.value) return
    busy.value = true
    stop = new AbortController()
    const { signal } = stop
    await notices.guard(async () => {
      list.value = await api.devices.test({ model }, signal)
      for (const row of await api.devices.benchmark({ models: [model] }, signal)) take(row)
    })
    busy.value = false
  }

  const cancel = () => stop?.abort()

  return { line, list, busy, start, look, measure, cancel }
})
