/**
 * What stands before the end of the window: unsaved documents and running training, what is asked about them, and what
 * each answer leads to. Shows nothing itself.
 */
import type { ClosingWay } from '../../../src-shared/contract/host-api.ts'
import type { TrainingApi } from '../../../src-shared/contract/training-api.ts'
import type { Words } from './words.ts'

/** A question with its buttons as the system's message box takes them. */
export interface Question {
  readonly type: 'warning' | 'question'
  readonly message: string
  readonly detail: string
  readonly buttons: string[]
  readonly defaultId: number
  readonly cancelId: number
}

export interface ClosingParts {
  readonly words: Words
  readonly platform: string
  /** Titles of the documents with unsaved changes. */
  readonly unsaved: () => readonly string[]
  readonly training: {
    readonly isRunning: () => boolean
    readonly prepareToQuit: TrainingApi['prepareToQuit']
  }
  /** Shows the question; the index of the button that was pressed. */
  readonly ask: (question: Question) => Promise<number>
  /** Has the page save or keep its documents; false when something was not saved. */
  readonly settle: (way: ClosingWay) => Promise<boolean>
  /** Resolves when a page that does not answer has had time enough. */
  readonly patience: () => Promise<void>
}

type Answer = ClosingWay | 'cancel'

/** More titles make the question no clearer. */
const MOST_TITLES = 8

export function mayCloseUnasked({ unsaved, training }: ClosingParts): boolean {
  return unsaved().length === 0 && !training.isRunning()
}

/** True once everything is settled as the user wants it; false when they stay. */
export async function mayClose(parts: ClosingParts): Promise<boolean> {
  return (await settleDocuments(parts)) && (await settleTraining(parts))
}

async function settleDocuments(parts: ClosingParts): Promise<boolean> {
  const titles = parts.unsaved()
  if (titles.length === 0) return true
  const { question, answers } = askToSave(titles, parts)
  const answer = answers[await parts.ask(question)] ?? 'cancel'
  if (answer === 'cancel') return false
  if (answer === 'save') return parts.settle('save')
  // What can be kept is kept, but a page that hangs does not hold the window open.
  await Promise.race([parts.settle('keep'), parts.patience()])
  return true
}

/** The question of what becomes of changes, with the answers in the order that each system has. */
export function askToSave(
  titles: readonly string[],
  { words, platform }: Pick<ClosingParts, 'words' | 'platform'>,
): { readonly question: Question; readonly answers: readonly Answer[] } {
  const [first = ''] = titles
  const isOne = titles.length === 1
  const labels = {
    save: isOne ? words.answerSave : words.answerSaveAll,
    keep: words.answerDiscard,
    cancel: words.answerCancel,
  }
  const answers = orderOn(platform)
  const message = isOne
    ? words.saveOne.replace('{name}', () => first)
    : words.saveMany.replace('{n}', String(titles.length))
  const named = [...titles.slice(0, MOST_TITLES), ...(titles.length > MOST_TITLES ? ['…'] : [])]
  const question = {
    type: 'warning',
    message,
    detail: isOne ? words.saveDetail : `${named.join('\n')}\n\n${words.saveDetail}`,
    buttons: answers.map((answer) => labels[answer]),
    defaultId: answers.indexOf('save'),
    cancelId: answers.indexOf('cancel'),
  } as const
  return { question, answers }
}

/** Windows reads from the left; GNOME has the answer that acts on the right; macOS is given its right one first. */
function orderOn(platform: string): readonly Answer[] {
  if (platform === 'win32') return ['save', 'keep', 'cancel']
  return platform === 'darwin' ? ['save', 'cancel', 'keep'] : ['keep', 'cancel', 'save']
}

const AFTER_ASKING = ['resume', 'stop', null] as const

/** True once the training is saved, or has ended as a model. */
async function settleTraining({ words, training, ask }: ClosingParts): Promise<boolean> {
  if (!training.isRunning()) return true
  const answer = await ask({
    type: 'question',
    message: words.trainingQuestion,
    detail: words.trainingDetail,
    buttons: [words.trainingResume, words.trainingStop, words.keepEditing],
    defaultId: 0,
    cancelId: 2,
  })
  const then = AFTER_ASKING[answer] ?? null
  if (then === null) return false
  // Whatever becomes of it, the run can go on from its last checkpoint: the program ends.
  await training.prepareToQuit(then).catch(() => undefined)
  return true
}
