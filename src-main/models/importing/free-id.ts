/**
 * What a model that is brought in is called, in the library and in folders.
 */
import { faultOfName } from '../model-name.ts'

const LONGEST_ID = 60
const LONGEST_NAME = 200
/** Bytes of UTF-8 of an id, so that a number or another id still goes with it. */
const MOST_BYTES = 180

/** A name without what cannot be shown, and never an empty one. */
export function cleanName(name: string): string {
  const shown = name.replace(/[\p{C}\s]+/gu, ' ').trim()
  return [...shown].slice(0, LONGEST_NAME).join('') || 'Model'
}

/**
 * A name as a short id of at most `longest` characters: its letters and digits of any script in lower case, with dashes
 * between; may be empty.
 */
export function plainWords(name: string, longest: number): string {
  const words = name
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}_]+/gu, '-')
  const short = firstOf(words.replace(/^-/, ''), longest)
  return short.replace(/-$/, '')
}

/** The first characters of a text, never half of one: no more than `longest` and MOST_BYTES. */
function firstOf(text: string, longest: number): string {
  const characters = [...text].slice(0, longest)
  while (Buffer.byteLength(characters.join('')) > MOST_BYTES) characters.pop()
  return characters.join('')
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
