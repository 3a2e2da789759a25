/** Acts once a value has come to rest, at first at once. */
import { watchDebounced } from '@vueuse/core'
import type { WatchSource } from 'vue'

/** Milliseconds without a change that count as rest. */
const REST = 400

export function useSettled(value: WatchSource, act: () => unknown): void {
  watchDebounced(value, () => void act(), { debounce: REST, immediate: true })
}
