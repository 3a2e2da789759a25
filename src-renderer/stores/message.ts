/**
 * Sentences for people before they are in any language: a key of the message files and its values.
 * Knows no language and no component.
 */
import type { Sentence } from '../../src-shared/contract/sentences.ts'

export interface Message {
  readonly key: string
  readonly values?: Readonly<Record<string, string | number>>
}

/** A sentence to be translated, or one or several that came in words, such as that of a UserError. */
export type Said = Message | Sentence | readonly Sentence[]

export function message(key: string, values?: Message['values']): Message {
  return values === undefined ? { key } : { key, values }
}
