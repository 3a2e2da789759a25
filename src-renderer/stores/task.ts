/** Which task is chosen, what its controls are set to. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { TaskKind } from '../../src-shared/contract/edits-api.ts'
import { useDocuments } from './documents.ts'
import { useSettings } from './settings.ts'
import { useModelChoice } from './model-choice.ts'
import {
  initialOptions,
  makeJob,
  SEED_LIMIT,
  type SharedOptions,
  type TaskOptions,
} from './task-options.ts'
import { TASKS, toolFor } from './task-table.ts'
import { useView } from './view.ts'

export const useTask = defineStore('task', () => {
  const documents = useDocuments()
  const view = useView()
  const kind = ref<TaskKind>('remove')
  const all = shallowRef(initialOptions())
  const shared = shallowRef<SharedOptions>({
    seed: 20_261_122,
    seedLocked: false,
    model: null,
    label: null,
    other: null,
  })
  const options = computed(() => all.value[kind.value])
  const traits = computed(() => TASKS[kind.value])
  const { model, classes, label } = useModelChoice(shared, kind)

  /** The request as everything stands now, or what is missing for it. */
  function request(job: string) {
    return makeJob({
      job,
      task: kind.value,
      options: options.value,
      shared: { ...shared.value, model: model.value, label: label.value },
      document: documents.current,
      device: useSettings().values.devices[kind.value],
    })
  }
  const missing = computed(() => {
    const made = request('')
    return made.kind === 'missing' ? made.need : null
  })

  const optionsOf = (of: TaskKind) => all.value[of]

  function choose(next: TaskKind): void {
    kind.value = next
    view.tool = toolFor(next, view.tool)
  }

  function change(changes: Partial<TaskOptions>): void {
    all.value = { ...all.value, [kind.value]: { ...options.value, ...changes } }
  }

  function changeShared(changes: Partial<SharedOptions>): void {
    shared.value = { ...shared.value, ...changes }
  }

  function rollSeed(): void {
    changeShared({ seed: Math.floor(Math.random() * SEED_LIMIT) })
  }

  return {
    kind,
    options,
    optionsOf,
    shared,
    traits,
    model,
    classes,
    label,
    missing,
    request,
    choose,
    change,
    changeShared,
    rollSeed,
  }
})
