/**
 * The licence that a model card names in the lines at its top, as the model hub's cards do.
 */

const KEY = 'license:'

/** Such as 'MIT' or 'openrail'; null for a card that names none. */
export function licenceIn(card: string): string | null {
  const lines = card.slice(0, 10_000).split(/\r?\n/)
  const end = lines.indexOf('---', 1)
  if (lines[0] !== '---' || end < 0) return null
  const said = lines.slice(0, end).find((line) => line.startsWith(KEY)) ?? ''
  const licence = said
    .slice(KEY.length)
    .trim()
    .replace(/^["']|["']$/g, '')
  if (!/^[\w.+ -]{1,100}$/.test(licence)) return null
  return /^(mit|apache-2\.0|cc0-1\.0|cc-by[\w.-]*|bsd[\w.-]*|gpl[\w.-]*)$/.test(licence)
    ? licence.toUpperCase().replace('APACHE', 'Apache')
    : licence
}
