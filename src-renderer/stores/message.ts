/**
 * Sentences for people before they are in any language: a key of the message files and its values.
 * Knows no language and no component.
 */

export interface Message {
  readonly key: string
  readonly values?: Readonly<Record<string, string | number>>
}

/** A sentence to be translated, or one that is already meant for people, such as the text of a UserError. */
export type Said = Message | { readonly text: string }

export function message(key: string, values?: Message['values']): Message {
  return values === undefined ? { key } : { key, values }
}
