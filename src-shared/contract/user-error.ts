/**
 * Errors that the user can cause and mend. Every other error is a defect of the program.
 */
import type { Sentence } from './sentences.ts'

/** One sentence that names the thing at fault and the remedy; shown to the user as it is, or translated by its name. */
export class UserError extends Error {
  override readonly name: string = 'UserError'
  readonly said: Sentence

  constructor(said: string | Sentence, options?: ErrorOptions) {
    super(typeof said === 'string' ? said : said.text, options)
    this.said = typeof said === 'string' ? { text: said } : said
  }
}

/** A wrong command line or request: the same sentence, but the fault is in how it was asked. */
export class UsageError extends UserError {
  override readonly name = 'UsageError'
}

/** True for the error by which an aborted operation ends. Cancelled is not failed. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
