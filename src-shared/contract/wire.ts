/**
 * Errors as data. What the other side gets to see is a code and a sentence: never a stack, never a path that the
 * sentence of a defect happens to contain.
 */
import { AppError } from './app-error.ts'
import type { ErrorCode } from './app-error.ts'
import { parseSentence, sentence } from './sentences.ts'
import type { Sentence, SentenceName, Values } from './sentences.ts'
import { systemError } from './system-error.ts'
import { UserError, isAbort } from './user-error.ts'

export interface WireError {
  readonly code: ErrorCode
  readonly message: string
  /** Where the sentence is one that a page may say in its own language. */
  readonly name?: SentenceName
  readonly values?: Values
}

/** code of the table -> its own name, so that what arrives can be checked. */
const CODES: { readonly [Code in ErrorCode]: Code } = {
  user: 'user',
  cancelled: 'cancelled',
  'engine-died': 'engine-died',
  unreachable: 'unreachable',
  invalid: 'invalid',
  internal: 'internal',
}

const DEFECT = sentence('defect')

/** The error as the other side may see it. */
export function toWire(error: unknown): WireError {
  if (error instanceof AppError) return wired(error.code, error.said)
  if (error instanceof UserError) return wired('user', error.said)
  if (isAbort(error)) return { code: 'cancelled', message: 'Cancelled.' }
  const refused = systemError(error)
  if (refused !== undefined) return wired('user', refused)
  return wired('internal', DEFECT)
}

function wired(code: ErrorCode, { text: message, ...named }: Sentence): WireError {
  return { code, message, ...named }
}

/** The error that the other side meant; anything that is not one counts as a defect. */
export function fromWire(value: unknown): AppError {
  const { code, message, name, values } = fieldsOf(value)
  const known = Object.values(CODES).find((name) => name === code)
  if (known === undefined || typeof message !== 'string') return new AppError('internal', DEFECT)
  return new AppError(known, parseSentence(message, name, values))
}

/** The fields of an object whose shape is not known; none for anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
