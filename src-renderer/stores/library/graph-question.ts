/** The question that a graph can raise: it stands until an answer works, or the model is left out. */
import { shallowRef } from 'vue'
import type {
  GraphRoles,
  ImportQuestion,
  ModelsApi,
  ModelSource,
} from '../../../src-shared/contract/models-api.ts'

/** A source whose question has not been answered yet. */
export interface Asked {
  readonly source: ModelSource
  readonly question: ImportQuestion
}

export function useGraphQuestion(models: Pick<ModelsApi, 'discardUpload'>) {
  const asked = shallowRef<Asked | null>(null)

  async function leaveOut(source: ModelSource): Promise<void> {
    if (source.kind === 'upload') await models.discardUpload(source.upload)
  }

  /** Takes the question back and goes on; where that fails, it stands again, with what was said. */
  async function answer(
    roles: GraphRoles | null,
    signal: AbortSignal,
    goOn: (source: ModelSource, roles: GraphRoles) => Promise<void>,
  ): Promise<void> {
    const { value: open } = asked
    asked.value = null
    if (open === null) return
    const { source, question } = open
    if (roles === null) return leaveOut(source)
    try {
      await goOn(source, roles)
    } catch (error) {
      if (signal.aborted) await leaveOut(source)
      else asked.value = { source, question: { ...question, likely: roles } }
      throw error
    }
  }

  return { asked, answer }
}
