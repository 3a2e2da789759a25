/** The keys of an action as they stand on the board. */
import { keysOf } from '../stores/chords.ts'
import { useActions } from './actions/use-actions.ts'
import { isMac } from './platform.ts'

export function useKeyCaps(): (id: string) => readonly string[] {
  const { keys } = useActions()
  return (id) => {
    const [chord] = keys.value.get(id) ?? []
    return chord === undefined ? [] : keysOf(chord, isMac)
  }
}
