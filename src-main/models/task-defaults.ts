/**
 * Which model each task takes unless the user chooses another one: a small file in the folder of the user's models.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { TaskKind } from '../../src-shared/contract/edits-api.ts'
import type { TaskDefaults } from '../../src-shared/contract/models-api.ts'
import { taskKind } from '../../src-shared/contract/edit-schemas.ts'
import { exists, jsonText, readJson, writeText } from './model-files.ts'
import { spelledAlike } from './model-name.ts'

export interface TaskDefaultsFile {
  /** What was chosen, as far as it can be read. */
  read(): Promise<TaskDefaults>
  change(task: TaskKind, model: string | null): Promise<void>
  /** Forgets a model that is gone. */
  forget(model: string): Promise<void>
}

/** The file in the folder of the user's models. */
export function taskDefaultsIn(folder: string): TaskDefaultsFile {
  const path = join(folder, 'defaults.json')
  const read = async (): Promise<TaskDefaults> => {
    if (!(await exists(path))) return {}
    return defaultsIn(await readJson(path).catch(() => ({})))
  }
  const write = async (defaults: TaskDefaults) => {
    await mkdir(folder, { recursive: true })
    await writeText(path, jsonText(defaults))
  }
  return {
    read,
    change: async (task, model) => {
      const others = Object.entries(await read()).filter(([other]) => other !== task)
      await write(Object.fromEntries(model === null ? others : [...others, [task, model]]))
    },
    forget: async (model) => {
      const defaults = Object.entries(await read())
      const kept = defaults.filter(([, id]) => id !== model)
      if (kept.length < defaults.length) await write(Object.fromEntries(kept))
    },
  }
}

/** The entries of a JSON object that name a task and a model; a file edited by hand may hold anything. */
function defaultsIn(json: unknown): TaskDefaults {
  const entries = typeof json === 'object' && json !== null ? Object.entries(json) : []
  const defaults: Partial<Record<TaskKind, string>> = {}
  for (const [task, model] of entries) {
    const known = taskKind.safeParse(task)
    if (known.success && typeof model === 'string') defaults[known.data] = spelledAlike(model)
  }
  return defaults
}
