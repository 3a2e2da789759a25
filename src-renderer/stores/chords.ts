/**
 * Keys that are pressed together, as text: `Mod+Shift+Z`, `B`, `?`. Mod is Cmd on a Mac and Ctrl elsewhere.
 * Pure; takes the fields of a key event and not the event.
 */

export interface KeyPress {
  readonly key: string
  /** Place of the key on the board, such as 'Digit1'; what counts where Shift changes the sign. */
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

const ALONE = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead', 'Process'])

/** The chord of a key press; null while only modifiers are down. */
export function chordOf(press: KeyPress, mac: boolean): string | null {
  if (ALONE.has(press.key)) return null
  const mod = mac ? press.metaKey : press.ctrlKey
  const key = nameOf(press)
  // A sign such as ? already says that Shift was held.
  const shift = press.shiftKey && (key.length > 1 || /[A-Z0-9]/.test(key))
  const parts = [mod && 'Mod', press.altKey && 'Alt', shift && 'Shift', key]
  return parts.filter((part) => part !== false).join('+')
}

function nameOf({ key, code }: KeyPress): string {
  if (key === ' ') return 'Space'
  const digit = /^Digit(\d)$/.exec(code)?.[1]
  if (digit !== undefined && /\d/.test(key)) return digit
  return key.length === 1 ? key.toUpperCase() : key
}

const SIGNS: Readonly<Record<string, string>> = {
  Escape: 'Esc',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Delete: 'Del',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  ' ': 'Space',
}
const MAC_SIGNS: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌥', Shift: '⇧', Enter: '↩' }

/** The keys of a chord as they are written on the board. */
export function keysOf(chord: string, mac: boolean): readonly string[] {
  const parts =
    chord === '+' || chord.endsWith('++')
      ? [...chord.slice(0, -2).split('+'), '+']
      : chord.split('+')
  return parts
    .filter((part) => part !== '')
    .map(
      (part) =>
        (mac ? MAC_SIGNS[part] : undefined) ?? SIGNS[part] ?? (part === 'Mod' ? 'Ctrl' : part),
    )
}

export interface Binding {
  readonly id: string
  readonly keys: readonly string[]
}

/** The bindings with the user's own in place of the usual ones; an empty text leaves an action without keys. */
export function rebind(
  bindings: readonly Binding[],
  own: Readonly<Record<string, string>>,
): readonly Binding[] {
  return bindings.map(({ id, keys }) => {
    const chord = own[id]
    if (chord === undefined) return { id, keys }
    return { id, keys: chord === '' ? [] : [chord] }
  })
}

/** The action that already has one of the keys that another wants; null where they are free, or that one's own. */
export function conflict(bindings: readonly Binding[], wanted: Binding): string | null {
  const isWanted = (chord: string) => wanted.keys.includes(chord)
  return bindings.find(({ id, keys }) => id !== wanted.id && keys.some(isWanted))?.id ?? null
}
