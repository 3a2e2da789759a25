/**
 * What a model that is brought in is called, in the library and in folders.
 */

const LONGEST_ID = 60
const LONGEST_NAME = 200
/** What Windows has devices for, and no files or folders. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/

/** A name without what cannot be shown, and never an empty one. */
export function cleanName(name: string): string {
  const shown = name.replace(/[\p{C}\s]+/gu, ' ').trim()
  return shown.slice(0, LONGEST_NAME) || 'Model'
}

/** A short id of letters, digits, dashes and underscores that no other model has. */
export function freeId(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LONGEST_ID)
  const usable = RESERVED.test(plain) ? `model-${plain}` : plain
  const base = usable || 'model'
  let id = base
  for (let i = 2; taken.has(id); i++) id = `${base}-${i}`
  return id
}
