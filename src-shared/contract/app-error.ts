/**
 * Errors as they cross between processes: a code that programs tell apart and a sentence for people.
 */
import type { Sentence } from './sentences.ts'

/**
 * user: the user can mend it, the message says how. cancelled: asked for, not a failure. engine-died: the engine is
 * gone, a new one starts. unreachable: the whole program is gone, as far as this page can tell. invalid: the request does
 * not fit its schema. internal: a defect.
 */
export type ErrorCode =
  'user' | 'cancelled' | 'engine-died' | 'unreachable' | 'invalid' | 'internal'

export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly said: Sentence

  constructor(code: ErrorCode, said: string | Sentence, options?: ErrorOptions) {
    super(typeof said === 'string' ? said : said.text, options)
    this.code = code
    this.said = typeof said === 'string' ? { text: said } : said
  }
}
