/**
 * The words of the native menu and dialogs in the languages of the page. Texts only; which one is shown is decided by
 * the system's language.
 */
import { de } from './words/de.ts'
import { en, type Words } from './words/en.ts'
import { ja } from './words/ja.ts'
import { zh } from './words/zh.ts'

export type { Words } from './words/en.ts'

const LANGUAGES: Readonly<Record<string, Words>> = { de, en, ja, zh }

/** The words for a language tag such as 'de-AT'; English where there are none. */
export function wordsFor(locale: string): Words {
  return LANGUAGES[locale.split('-')[0] ?? ''] ?? en
}
