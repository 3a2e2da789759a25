/**
 * The licence that a model card names in the lines at its top, as the model hub's cards do.
 */

/** Such as 'MIT' or 'openrail'; null for a card that names none. */
export function licenceIn(card: string): string | null {
  const [, head = ''] = /^---\r?\n([\s\S]*?)\r?\n---/.exec(card.slice(0, 10_000)) ?? []
  const [, licence = ''] = /^license:\s*["']?([\w.+ -]{1,100}?)["']?\s*$/m.exec(head) ?? []
  if (licence === '') return null
  return /^(mit|apache-2\.0|cc0-1\.0|cc-by[\w.-]*|bsd[\w.-]*|gpl[\w.-]*)$/.test(licence)
    ? licence.toUpperCase().replace('APACHE', 'Apache')
    : licence
}
