/** The settings of the page, kept by the host. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { useApi } from './api.ts'
import { useNotices } from './notices.ts'
import { readSettings, USUAL, writeSettings, type PageSettings } from './settings-values.ts'

export const useSettings = defineStore('settings', () => {
  const api = useApi()
  const notices = useNotices()
  const values = shallowRef<PageSettings>(USUAL)
  /** What the host keeps has been read. */
  const ready = ref(false)

  async function start(): Promise<void> {
    await notices.guard(async () => {
      values.value = readSettings(await api.host.settings())
      ready.value = true
    })
  }

  /** Takes effect at once; the host writes it in its own time. */
  function change(changes: Partial<PageSettings>): void {
    values.value = { ...values.value, ...changes }
    void notices.guard(() => api.host.changeSettings(writeSettings(changes)))
  }

  /** Gives an action another chord; null gives back its usual one. */
  function bind(action: string, chord: string | null): void {
    const others = Object.fromEntries(
      Object.entries(values.value.shortcuts).filter(([id]) => id !== action),
    )
    change({ shortcuts: chord === null ? others : { ...others, [action]: chord } })
  }

  return { values, ready, start, change, bind }
})
