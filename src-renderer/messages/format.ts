/** Numbers for people: times, shares, seeds. Pure. */

/** A duration as a message key and its value: tenths below ten seconds, then minutes, then hours from one and a half. */
export function duration(seconds: number): { readonly key: string; readonly n: string } {
  const hours = seconds / 3600
  if (hours >= 1.5)
    return {
      key: 'time.hours',
      n: String(hours < 9.95 ? Number(hours.toFixed(1)) : Math.round(hours)),
    }
  if (seconds >= 90) return { key: 'time.minutes', n: String(Math.round(seconds / 60)) }
  return {
    key: 'time.seconds',
    n: seconds < 9.95 ? seconds.toFixed(1) : String(Math.round(seconds)),
  }
}

/** Zoom as whole per cent. */
export function zoomText(zoom: number): string {
  return `${Math.round(zoom * 100)} %`
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** A number of bytes in the unit that fits, such as '4.2 MB' in the given language. */
export function bytesText(bytes: number, locale: string): string {
  const power = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const maximumFractionDigits = bytes / 1000 ** power < 10 && power > 1 ? 1 : 0
  const unit = BYTE_UNITS[power] ?? 'byte'
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits,
  }).format(bytes / 1000 ** power)
}

/** A number with three figures that count. */
export function numberText(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }).format(value)
}
