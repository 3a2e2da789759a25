/**
 * Typed command-line options: each kind knows how to turn its text into a value and how to say what it wants.
 * Nothing here knows a command or reads the process.
 */
import { UsageError } from '../../src-shared/contract/user-error.ts'

/** One option of a command. `placeholder` is absent for a flag, which takes no value. */
export interface Option<Value> {
  readonly help: string
  readonly placeholder?: string
  readonly required?: boolean
  /** May be given more than once: the texts are joined by commas. */
  readonly repeats?: boolean
  /** The value, or a UsageError that names the option and what it accepts. */
  parse(text: string, name: string): Value
}

export type OptionTable = Readonly<Record<string, Option<unknown>>>

/** What a command receives: the value of each option, undefined where it was not given. */
export type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name] extends { readonly required: true }
    ? ValueOf<Table[Name]>
    : ValueOf<Table[Name]> | undefined
}
type ValueOf<O> = O extends Option<infer Value> ? Value : never

interface Wording {
  readonly help: string
  readonly placeholder?: string
}

interface Range extends Wording {
  readonly min: number
  readonly max: number
}

/** An option that is on when it is given. */
export function flag(help: string): Option<boolean> {
  return { help, parse: () => true }
}

/** A path, a name, or any other text that is not empty. */
export function text(wording: Wording): Option<string> {
  return {
    placeholder: 'TEXT',
    ...wording,
    parse: (value, name) => value || reject(name, 'a value', value),
  }
}

/** Several texts with commas between them; one that belongs to a text follows a backslash. */
export function list(wording: Wording): Option<readonly string[]> {
  return {
    placeholder: 'A,B,...',
    repeats: true,
    ...wording,
    parse: (value, name) => {
      const parts = value.split(/(?<!\\),/).filter((word) => word !== '')
      const words = parts.map((word) => word.replaceAll('\\,', ','))
      return words.length > 0 ? words : reject(name, 'values with commas between them', value)
    },
  }
}

/** A whole number in [min, max]. */
export function integer(range: Range): Option<number> {
  const wanted = `a whole number from ${range.min} to ${range.max}`
  return {
    help: range.help,
    placeholder: range.placeholder ?? 'N',
    parse: (value, name) => {
      const valid = /^[+-]?\d+$/.test(value) && inRange(Number(value), range)
      return valid ? Number(value) : reject(name, wanted, value)
    },
  }
}

/** A number in [min, max]. */
export function real(range: Range): Option<number> {
  const wanted = `a number from ${range.min} to ${range.max}`
  return {
    help: range.help,
    placeholder: range.placeholder ?? 'X',
    parse: (value, name) => {
      const valid = value.trim() !== '' && inRange(Number(value), range)
      return valid ? Number(value) : reject(name, wanted, value)
    },
  }
}

/** One of a few words (or numbers), shown as the placeholder. */
export function choice<Word extends string | number>(
  words: readonly Word[],
  help: string,
): Option<Word> {
  return {
    help,
    placeholder: words.join('|'),
    parse: (value, name) =>
      words.find((word) => String(word) === value) ??
      reject(name, `one of ${words.join(', ')}`, value),
  }
}

/** The same option, which the command cannot do without. */
export function required<Value>(option: Option<Value>): Option<Value> & { required: true } {
  return { ...option, required: true }
}

function inRange(value: number, { min, max }: Range): boolean {
  return value >= min && value <= max
}

function reject(name: string, wanted: string, value: string): never {
  throw new UsageError(`--${name} takes ${wanted}, not '${value}'.`)
}
