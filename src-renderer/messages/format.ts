/** Numbers for people: times, shares, seeds. Pure. */

/** A duration as a message key and its value: tenths below ten seconds, minutes from a minute and a half. */
export function duration(seconds: number): { readonly key: string; readonly n: string } {
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
