/**
 * Errors as data. What the other side gets to see is a code and a sentence: never a stack, never a path that the
 * sentence of a defect happens to contain.
 */
import { AppError } from './app-error.ts'
import type { ErrorCode } from './app-error.ts'
import { systemErrorWords } from './system-error.ts'
import { UserError, isAbort } from './user-error.ts'

export interface WireError {
  readonly code: ErrorCode
  readonly message: string
}

/** code of the table -> its own name, so that what arrives can be checked. */
const CODES: { readonly [Code in ErrorCode]: Code } = {
  user: 'user',
  cancelled: 'cancelled',
  'engine-died': 'engine-died',
  invalid: 'invalid',
  internal: 'internal',
}

const DEFECT = 'Selfsame failed in a way it should not; save the diagnostics and report it.'

/** The error as the other side may see it. */
export function toWire(error: unknown): WireError {
  if (error instanceof AppError) return { code: error.code, message: error.message }
  if (error instanceof UserError) return { code: 'user', message: error.message }
  if (isAbort(error)) return { code: 'cancelled', message: 'Cancelled.' }
  const words = systemErrorWords(error)
  if (words !== undefined) return { code: 'user', message: sentence(words) }
  return { code: 'internal', message: DEFECT }
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}

/** The error that the other side meant; anything that is not one counts as a defect. */
export function fromWire(value: unknown): AppError {
  const { code, message } = fieldsOf(value)
  const known = Object.values(CODES).find((name) => name === code)
  if (known === undefined || typeof message !== 'string') return new AppError('internal', DEFECT)
  return new AppError(known, message)
}

/** The fields of an object whose shape is not known; none for anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
