/** Runs recipes of files again over the current picture. */
import { useApi } from './api.ts'
import { sameOrLater, withOutcome } from './document-steps.ts'
import { useDocuments } from './documents.ts'
import { inTurnsOn } from './in-turns.ts'
import { message } from './message.ts'
import { useNotices } from './notices.ts'
import { startRun } from './run-state.ts'
import { useRuns } from './runs.ts'
import type { NamedBytes } from './written-file.ts'

/** Says whether the recipe gave the same result, sample for sample; the result is one more step of the document. */
export function useReplay(): (file: NamedBytes) => Promise<void> {
  const api = useApi()
  const documents = useDocuments()
  const notices = useNotices()
  const runs = useRuns()
  return async (file) => {
    const document = documents.current
    const recipe = await api.edits.unpackRecipe(file)
    if (document === null || runs.run !== null) return
    const request = { recipe, picture: document.picture.id, job: crypto.randomUUID() }
    const named = { job: request.job, task: recipe.task.kind, document: document.id }
    await runs.follow(
      startRun(named, 1),
      async (signal) => {
        const { outcome, identical } = await api.edits.replay(request, signal)
        const find = () => sameOrLater(document, documents.find(document.id))
        return { next: await inTurnsOn(find, (now) => withOutcome(now, outcome)), identical }
      },
      ({ next, identical }) => {
        documents.change(next, message('history.replay'))
        notices.done(message(identical ? 'notice.identical' : 'notice.differs'))
      },
    )
  }
}
