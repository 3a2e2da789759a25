/**
 * How the server ends: what trains is saved first, and whoever sits at the terminal says what becomes of it. Being asked
 * to end once more ends it at once, for a run goes on from its last checkpoint anyway.
 */
import { createInterface } from 'node:readline/promises'
import type { App } from '../../create-app.ts'

export interface QuitParts {
  readonly training: App['training']
  /** Null where nobody can be asked: then training goes on at the next start. */
  readonly ask: (() => Promise<'resume' | 'stop'>) | null
  readonly end: () => void
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
}

/** A terminal tells every process of its group, and the one that started this one passes it on. */
const SAME_REQUEST = 1000

/** What to do when the system asks the process to end. */
export function createQuit({ training, ask, end, now }: QuitParts): () => void {
  let first: number | null = null
  const save = async () => {
    await training.prepareToQuit(ask === null ? 'resume' : await ask())
  }
  return () => {
    if (first !== null && now() - first < SAME_REQUEST) return
    const again = first !== null
    first ??= now()
    if (again || !training.isRunning()) end()
    else
      void save()
        .catch(() => undefined)
        .then(end)
  }
}

const QUESTION =
  'Training is still going on. Enter saves it to go on at the next start; ' +
  's and Enter stops it now and makes a model of the best so far: '

/** Asks at the terminal; null where there is none. */
export function askAtTerminal(): QuitParts['ask'] {
  const { stdin: input, stderr: output } = process
  if (!input.isTTY || !output.isTTY) return null
  return async () => {
    const terminal = createInterface({ input, output })
    // Ctrl-C and the end of the terminal are answers too.
    const given = new Promise<string>((resolve) => {
      terminal.on('SIGINT', () => resolve(''))
      terminal.on('close', () => resolve(''))
    })
    const answer = await Promise.race([terminal.question(`\n${QUESTION}`), given])
    terminal.close()
    return answer.trim().toLowerCase().startsWith('s') ? 'stop' : 'resume'
  }
}
