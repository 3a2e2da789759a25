/** The table of all actions, made once for the page. */
import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue'
import { rebind } from '../../stores/chords.ts'
import { useNotices } from '../../stores/notices.ts'
import { useSettings } from '../../stores/settings.ts'
import type { Action } from './action.ts'
import { useEditActions } from './edit-actions.ts'
import { useFileActions } from './file-actions.ts'
import { useHelpActions } from './help-actions.ts'
import { useResultActions } from './result-actions.ts'
import { useSelectActions } from './select-actions.ts'
import { useTaskActions } from './task-actions.ts'
import { useToolActions } from './tool-actions.ts'
import { useViewActions } from './view-actions.ts'
import { useZoomActions } from './zoom-actions.ts'

export interface Actions {
  readonly list: readonly Action[]
  readonly byId: ReadonlyMap<string, Action>
  /** The chords as the user has them, by action. */
  readonly keys: ComputedRef<ReadonlyMap<string, readonly string[]>>
  /** Runs an action by its id if there is one and it can run now. */
  readonly run: (id: string) => void
}

const ACTIONS: InjectionKey<Actions> = Symbol('actions')

/** All actions, in the order of menus and sheet. */
export function makeActions(): readonly Action[] {
  return [
    ...useFileActions(),
    ...useEditActions(),
    ...useSelectActions(),
    ...useZoomActions(),
    ...useViewActions(),
    ...useToolActions(),
    ...useTaskActions(),
    ...useResultActions(),
    ...useHelpActions(),
  ]
}

/** Makes the table and hands it to everything below the calling part. */
export function provideActions(): Actions {
  const notices = useNotices()
  const settings = useSettings()
  const list = makeActions()
  const byId = new Map(list.map((action) => [action.id, action]))
  const keys = computed(
    () => new Map(rebind(list, settings.values.shortcuts).map((entry) => [entry.id, entry.keys])),
  )
  const run = (id: string) => {
    const action = byId.get(id)
    if (action?.enabled() === true) void notices.guard(async () => action.run())
  }
  const actions = { list, byId, keys, run }
  provide(ACTIONS, actions)
  return actions
}

export function useActions(): Actions {
  const actions = inject(ACTIONS)
  if (actions === undefined) throw new Error('No part above this one provides the actions.')
  return actions
}
