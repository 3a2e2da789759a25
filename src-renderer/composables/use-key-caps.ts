/** The keys of an action as they stand on the board, in the language of the page. */
import { useI18n } from '../messages/i18n.ts'
import { keysOf } from '../stores/chords.ts'
import { useActions } from './actions/use-actions.ts'
import { isMac } from './platform.ts'

/** Keys that are called otherwise elsewhere. */
const TRANSLATED: ReadonlySet<string> = new Set(['Ctrl', 'Shift', 'Del', 'PgUp', 'PgDn', 'Space'])

export function useKeyCaps(): (id: string) => readonly string[] {
  const { keys } = useActions()
  const { t } = useI18n()
  return (id) => {
    const [chord] = keys.value.get(id) ?? []
    const caps = chord === undefined ? [] : keysOf(chord, isMac)
    return caps.map((cap) => (TRANSLATED.has(cap) ? t(`key.${cap}`) : cap))
  }
}
