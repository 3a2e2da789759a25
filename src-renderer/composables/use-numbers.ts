/** Numbers in the language of the page. */
import { bytesText, duration, numberText } from '../messages/format.ts'
import { useI18n } from '../messages/i18n.ts'

export function useNumbers() {
  const { t, locale } = useI18n()
  const time = (seconds: number) => {
    const { key, n } = duration(seconds)
    return t(key, { n })
  }
  return {
    time,
    bytes: (count: number) => bytesText(count, locale.value),
    /** Such as '4.1M'. */
    short: (value: number) =>
      new Intl.NumberFormat(locale.value, {
        notation: 'compact',
        maximumSignificantDigits: 3,
      }).format(value),
    number: (value: number) => numberText(value, locale.value),
  }
}
