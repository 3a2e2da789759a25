/**
 * What a model that is brought in is called, in the library and in folders.
 */
import { faultOfName } from '../model-name.ts'

const LONGEST_ID = 60
const LONGEST_NAME = 200

/** A name without what cannot be shown, and never an empty one. */
export function cleanName(name: string): string {
  const shown = name.replace(/[\p{C}\s]+/gu, ' ').trim()
  return shown.slice(0, LONGEST_NAME) || 'Model'
}

/** A name as a short id: its letters and digits of any script in lower case, with dashes between; may be empty. */
export function plainWords(name: string, longest: number): string {
  const words = name
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}_]+/gu, '-')
  // By characters, not by code units: half a character is no name of a file.
  const short = [...words.replace(/^-/, '')].slice(0, longest).join('')
  return short.replace(/-$/, '')
}

/** A short id that no other model has: letters, digits, dashes and underscores. */
export function freeId(name: string, taken: ReadonlySet<string>): string {
  const words = plainWords(name, LONGEST_ID)
  const usable = words !== '' && faultOfName(words) !== null ? `model-${words}` : words
  const base = usable || 'model'
  let id = base
  for (let i = 2; taken.has(id); i++) id = `${base}-${i}`
  return id
}
