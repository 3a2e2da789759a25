/** The model that a task asks for and its class, from what was chosen and what there is. */
import { computed, type Ref, type ShallowRef } from 'vue'
import type { TaskKind } from '../../src-shared/contract/edits-api.ts'
import { useEngine } from './engine.ts'
import type { SharedOptions } from './task-options.ts'

export function useModelChoice(shared: ShallowRef<SharedOptions>, kind: Readonly<Ref<TaskKind>>) {
  const engine = useEngine()
  /** What the user chose, else what the task takes, else the first; never one that is gone. */
  const model = computed(() => {
    const ids = engine.models.map(({ id }) => id)
    const wanted = [shared.value.model, engine.defaults[kind.value]]
    return wanted.find((id) => id != null && ids.includes(id)) ?? ids[0] ?? null
  })
  /** How many classes the model has; 0 for one without. */
  const classes = computed(() => engine.models.find(({ id }) => id === model.value)?.classes ?? 0)
  /** The chosen class, where the model has it. */
  const label = computed(() => {
    const wanted = shared.value.label
    return wanted !== null && wanted < classes.value ? wanted : null
  })
  return { model, classes, label }
}
