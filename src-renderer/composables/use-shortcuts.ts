/** Runs actions by their keys. What is typed into a field or steers a control stays there. */
import { useEventListener } from '@vueuse/core'
import { chordOf } from '../stores/chords.ts'
import { useView, type PlaceName } from '../stores/view.ts'
import type { Actions } from './actions/use-actions.ts'
import { isMac } from './platform.ts'

const TYPING = 'input, textarea, [contenteditable="true"]'
const STEERED =
  '[role="slider"], [role="tab"], [role="menu"], [role="radio"], [role="option"], [role="combobox"], button, a'
const STEERING = new Set([
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Enter',
  'Space',
  'Delete',
  'Escape',
])

/** What can be asked for by keys while a place lies over the picture. */
const EVERYWHERE =
  /^(file\.open|file\.batch|view\.(training|models|settings|nextTab|previousTab)|help\.|task\.[a-z]+$)/
const OF_THE_PICTURE = new Set(['task.apply', 'task.seed', 'task.preview'])

export function worksIn(place: PlaceName, action: string): boolean {
  return place === 'picture' || (EVERYWHERE.test(action) && !OF_THE_PICTURE.has(action))
}

/** Whether the element that has the focus needs the keys itself. */
export function belongsTo(target: EventTarget | null, chord: string): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return true
  const plain = !chord.includes('Mod+') && !chord.startsWith('Alt+')
  if (target.closest(TYPING) !== null) return plain || /^Mod\+(Shift\+)?[ACVXZY]$/.test(chord)
  const steered = target.closest(STEERED) !== null
  return (
    steered &&
    STEERING.has(chord) &&
    !(chord === 'Escape' || (chord === 'Delete' && !target.closest('[role="tab"]')))
  )
}

export function useShortcuts(actions: Actions): void {
  const view = useView()

  function actionFor(chord: string) {
    for (const [id, keys] of actions.keys.value) {
      const action = actions.byId.get(id)
      if (keys.includes(chord) && worksIn(view.place, id) && action?.enabled() === true)
        return action
    }
    return null
  }

  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    const chord = chordOf(event, isMac)
    if (chord === null || event.defaultPrevented || view.dialog !== null) return
    if (belongsTo(event.target, chord)) return
    const action = actionFor(chord)
    if (action === null || action.uncaught === true) return
    event.preventDefault()
    if (!event.repeat || action.repeats === true) actions.run(action.id)
  })

  function releaseAll(): void {
    for (const action of actions.list) action.release?.()
  }
  // Letting go is heard of only while the window has the focus.
  useEventListener(window, 'keyup', releaseAll)
  useEventListener(window, 'blur', releaseAll)
}
