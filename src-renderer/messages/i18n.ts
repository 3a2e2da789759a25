/** The languages of the page and how its parts get their words. */
import { createI18n, useI18n as useVueI18n } from 'vue-i18n'
import type { Sentence, Values } from '../../src-shared/contract/sentences.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { ja } from './ja.ts'
import { zh } from './zh.ts'

export const LOCALES = { en, de, zh, ja } as const

export type Locale = keyof typeof LOCALES

/** The names of the languages, each in its own. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = {
  en: 'English',
  de: 'Deutsch',
  zh: '中文',
  ja: '日本語',
}

export function makeI18n(locale: Locale) {
  return createI18n({ legacy: false, locale, fallbackLocale: 'en', messages: LOCALES })
}

interface Keyed {
  readonly key: string
  readonly values?: Values
}

/** Words in the language of the page. */
export function useI18n() {
  const composer = useVueI18n()
  const { locale } = composer
  const t = (key: string, values?: Keyed['values']): string =>
    values === undefined ? composer.t(key) : composer.t(key, { ...values })
  const sayOne = ({ text, name, values }: Sentence): string =>
    name === undefined ? text : t(`sentence.${name}`, values)
  /** A sentence that a store has put into a key, or those that came in words. */
  const say = (said: Keyed | Sentence | readonly Sentence[]): string => {
    if ('key' in said) return t(said.key, said.values)
    return 'text' in said ? sayOne(said) : said.map(sayOne).join('; ')
  }
  const knows = (key: string): boolean => composer.te(key)
  return { t, say, knows, locale }
}
