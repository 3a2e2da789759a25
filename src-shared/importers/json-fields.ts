/**
 * Typed reading of one JSON object: each field is checked when it is taken.
 * Knows no file format; what the fields mean is the reader's affair.
 */
import type { Sentence } from '../contract/sentences.ts'
import { UserError } from '../contract/user-error.ts'

interface Range {
  readonly min?: number
  readonly max?: number
}

/** What is wrong with a field, and of which file. */
export interface FieldFault {
  readonly file: string
  readonly key: string
  readonly fault: string
}

/** One JSON object. Every method throws UserError naming the file, the field, its value and a remedy. */
export class JsonFields {
  readonly #file: string
  readonly #object: Readonly<Record<string, unknown>>
  readonly #taken = new Set<string>()
  readonly #tell: (fault: FieldFault) => string | Sentence

  /** `tell` is the remedy, or what makes the sentence of a fault. */
  constructor(
    json: unknown,
    file: string,
    tell: string | ((fault: FieldFault) => string | Sentence),
  ) {
    this.#tell =
      typeof tell === 'string' ? ({ key, fault }) => `${file}: ${key} ${fault}; ${tell}` : tell
    this.#file = file
    if (!isRecord(json)) throw this.wrong('JSON', 'is no object')
    this.#object = json
  }

  /** The error that says what is wrong with `key`. */
  wrong(key: string, fault: string): UserError {
    return new UserError(this.#tell({ file: this.#file, key, fault }))
  }

  /** The field as it is; `fallback` where the file has none. A null in the file is a value. */
  take(key: string, fallback?: unknown): unknown {
    this.#taken.add(key)
    const value = Object.hasOwn(this.#object, key) ? this.#object[key] : fallback
    if (value === undefined) throw this.wrong(key, 'is missing')
    return value
  }

  number(key: string, options: Range & { readonly fallback?: number } = {}): number {
    const { fallback, min = -Infinity, max = Infinity } = options
    const value = this.take(key, fallback)
    if (typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max) {
      return value
    }
    throw this.wrong(key, `is ${show(value)}, not a number${showRange(options)}`)
  }

  integer(key: string, options: Range & { readonly fallback?: number } = {}): number {
    return this.#integer(key, this.take(key, options.fallback), options)
  }

  integerOrNull(key: string, options: Range & { readonly fallback?: number | null } = {}) {
    const value = this.take(key, options.fallback)
    return value === null ? null : this.#integer(key, value, options)
  }

  integers(key: string, options: Range & { readonly fallback?: readonly number[] } = {}): number[] {
    const values = this.#list(key, options.fallback)
    return values.map((value, i) => this.#integer(`${key}[${i}]`, value, options))
  }

  numbers(key: string): number[] {
    return this.#list(key).map((value, i) => {
      if (typeof value === 'number' && Number.isFinite(value)) return value
      throw this.wrong(`${key}[${i}]`, `is ${show(value)}, not a number`)
    })
  }

  integerLists(key: string): number[][] {
    return this.#list(key).map((value, i) => {
      if (!Array.isArray(value)) throw this.wrong(`${key}[${i}]`, `is ${show(value)}, not a list`)
      return value.map((entry: unknown, j) => this.#integer(`${key}[${i}][${j}]`, entry, {}))
    })
  }

  boolean(key: string, fallback?: boolean): boolean {
    const value = this.take(key, fallback)
    if (typeof value === 'boolean') return value
    throw this.wrong(key, `is ${show(value)}, not true or false`)
  }

  text(key: string, fallback?: string): string {
    const value = this.take(key, fallback)
    if (typeof value === 'string') return value
    throw this.wrong(key, `is ${show(value)}, not a text`)
  }

  choice<T extends string>(key: string, choices: readonly T[], fallback?: T): T {
    return this.#choice(key, this.take(key, fallback), choices)
  }

  choiceOrNull<T extends string>(key: string, choices: readonly T[], fallback: T): T | null {
    const value = this.take(key, fallback)
    return value === null ? null : this.#choice(key, value, choices)
  }

  choices<T extends string>(key: string, choices: readonly T[], fallback?: readonly T[]): T[] {
    const values = this.#list(key, fallback)
    return values.map((value, i) => this.#choice(`${key}[${i}]`, value, choices))
  }

  get keys(): readonly string[] {
    return Object.keys(this.#object)
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#object, key)
  }

  /** Fields that nobody took. */
  others(): (readonly [key: string, value: unknown])[] {
    return Object.entries(this.#object).filter(([key]) => !this.#taken.has(key))
  }

  /** Refuses fields that nobody took: they could mean something. Null and `_name` mean nothing. */
  refuseOthers(): void {
    for (const [key, value] of this.others()) {
      if (value === null || key.startsWith('_')) continue
      throw this.wrong(key, `is ${show(value)}, a setting that is not known here`)
    }
  }

  #integer(key: string, value: unknown, range: Range): number {
    const { min = -Infinity, max = Infinity } = range
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) {
      return value
    }
    throw this.wrong(key, `is ${show(value)}, not a whole number${showRange(range)}`)
  }

  #choice<T extends string>(key: string, value: unknown, choices: readonly T[]): T {
    const found = choices.find((choice) => choice === value)
    if (found !== undefined) return found
    const known = choices.map(show).join(', ')
    throw this.wrong(key, `is ${show(value)}, ${choices.length > 1 ? 'none of' : 'not'} ${known}`)
  }

  #list(key: string, fallback?: readonly unknown[]): unknown[] {
    const value = this.take(key, fallback)
    if (Array.isArray(value)) return value
    throw this.wrong(key, `is ${show(value)}, not a list`)
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value of a file in a few words. */
export function show(value: unknown): string {
  const text = textOf(value)
  return text.length > 60 ? `${text.slice(0, 60)}...` : text
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    return 'nested too deeply' // JSON.parse has room for more of it than JSON.stringify
  }
}

function showRange({ min, max }: Range): string {
  if (min === undefined && max === undefined) return ''
  if (max === undefined) return ` from ${min} on`
  return min === undefined ? ` up to ${max}` : ` from ${min} to ${max}`
}
