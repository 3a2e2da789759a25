/**
 * Turns whatever a command threw into an exit code and the words for the person at the keyboard.
 * It never prints; a stack is shown only when the environment asks for it.
 */
import { systemError } from '../../src-shared/contract/system-error.ts'
import { UsageError, UserError, isAbort } from '../../src-shared/contract/user-error.ts'

export const EXIT = { done: 0, failed: 1, usage: 2, cancelled: 130 } as const

export interface Explanation {
  readonly exitCode: number
  readonly lines: readonly string[]
}

/** What to say about `error` and how to exit; `help` is the command line that shows the usage. */
export function explainError(
  error: unknown,
  { help, debug }: { help: string; debug: boolean },
): Explanation {
  if (isAbort(error)) return { exitCode: EXIT.cancelled, lines: ['Cancelled.'] }
  if (error instanceof UsageError) {
    return { exitCode: EXIT.usage, lines: [ended(error.message), `Run ${help} for the usage.`] }
  }
  const stack = debug && error instanceof Error ? [error.stack ?? error.message] : []
  if (error instanceof UserError)
    return { exitCode: EXIT.failed, lines: [ended(error.message), ...stack] }
  const system = explainSystemError(error)
  if (system !== undefined) return { exitCode: EXIT.failed, lines: [system, ...stack] }
  const message = error instanceof Error ? error.message : String(error)
  const defect = `Selfsame failed in a way it should not: ${message}`
  const hint = 'Set SELFSAME_DEBUG=1 to see where, and report it.'
  return { exitCode: EXIT.failed, lines: [defect, ...(debug ? stack : [hint])] }
}

/** The sentence with its full stop. */
function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
}

/** One sentence for an error of the operating system, undefined for any other. */
function explainSystemError(error: unknown): string | undefined {
  const text = systemError(error)?.text
  if (text === undefined || !(error instanceof Error)) return undefined
  const path = 'path' in error && typeof error.path === 'string' ? error.path : 'The file system'
  return `${path}: ${text.charAt(0).toLowerCase()}${text.slice(1)}`
}
