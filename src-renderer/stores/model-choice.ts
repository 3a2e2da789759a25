/** The model that a task asks for and its class, from what was chosen and what there is. */
import { computed, type ShallowRef } from 'vue'
import { useEngine } from './engine.ts'
import type { SharedOptions } from './task-options.ts'

export function useModelChoice(shared: ShallowRef<SharedOptions>) {
  const engine = useEngine()
  const model = computed(() => shared.value.model ?? engine.models[0]?.id ?? null)
  /** How many classes the model has; 0 for one without. */
  const classes = computed(() => engine.models.find(({ id }) => id === model.value)?.classes ?? 0)
  /** The chosen class, where the model has it. */
  const label = computed(() => {
    const wanted = shared.value.label
    return wanted !== null && wanted < classes.value ? wanted : null
  })
  return { model, classes, label }
}
