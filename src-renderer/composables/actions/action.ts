/**
 * What an action is: the one record from which menus, shortcuts, the shortcut sheet and native commands are made.
 * Its words are in the message files under `action.<id>`.
 */

export interface Action {
  /** Group and name, such as 'file.open'. */
  readonly id: string
  /** Chords that run it unless the user has chosen another one; the first is shown. */
  readonly keys: readonly string[]
  readonly enabled: () => boolean
  readonly run: () => void | Promise<void>
  /** For keys that are held: what happens when they are let go. */
  readonly release?: () => void
  /** The page itself acts on the keys (paste); they are shown and not caught. */
  readonly uncaught?: boolean
  /** Runs again and again while the keys are held. */
  readonly repeats?: boolean
}

export const always = () => true
