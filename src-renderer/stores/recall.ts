/** What a result was made with, as the controls of its task show it, and setting them so again. */
import { DEFAULT_FILL } from '../../src-shared/contract/edits-api.ts'
import type { Recipe, Task } from '../../src-shared/contract/edits-api.ts'
import type { SharedOptions, TaskOptions } from './task-options.ts'
import { useTask } from './task.ts'

/** Settings that make the result again over the same picture and selection. */
export interface Recalled {
  readonly kind: Task['kind']
  readonly options: Partial<TaskOptions>
  readonly shared: Partial<SharedOptions>
}

export function recalled({ task, model, stepsAsked, seed, label }: Recipe): Recalled {
  return {
    kind: task.kind,
    options: { steps: stepsAsked ?? null, ...optionsOf(task) },
    shared: { seed, seedLocked: true, model: model.id, label: label ?? null },
  }
}

/** Chooses the task of a result and sets everything as it was. */
export function useRecall(): (recipe: Recipe) => void {
  const task = useTask()
  return (recipe) => {
    const { kind, options, shared } = recalled(recipe)
    task.choose(kind)
    task.change(options)
    task.changeShared(shared)
  }
}

function optionsOf(task: Task): Partial<TaskOptions> {
  switch (task.kind) {
    case 'remove':
      return { fill: task.fill ?? DEFAULT_FILL }
    case 'enlarge':
      return { scale: task.scale }
    case 'restore':
      return { grey: task.grey, scale: task.scale ?? 1 }
    case 'denoise':
      return { sigma: task.sigma ?? null }
    case 'paint':
      return { strength: task.strength }
    case 'blend':
      return { frames: task.frames }
    case 'colorize':
    case 'generate':
      return {}
  }
}
