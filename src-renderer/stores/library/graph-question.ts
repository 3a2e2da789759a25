/** The question that a graph can raise: it stands until an answer works, or is given up. */
import { shallowRef } from 'vue'
import type {
  GraphRoles,
  ImportQuestion,
  ModelsApi,
  ModelSource,
} from '../../../src-shared/contract/models-api.ts'

/** What the question is about: a model on its way in, or one of the library, by its id. */
export type AskedOf = ModelSource | { readonly kind: 'installed'; readonly id: string }

/** A question that has not been answered yet. */
export interface Asked {
  readonly source: AskedOf
  readonly question: ImportQuestion
}

export function useGraphQuestion(models: Pick<ModelsApi, 'discardUpload'>) {
  const asked = shallowRef<Asked | null>(null)

  const ask = (source: AskedOf, question: ImportQuestion): void => {
    asked.value = { source, question }
  }

  async function leaveOut(source: AskedOf): Promise<void> {
    if (source.kind === 'upload') await models.discardUpload(source.upload)
  }

  /** Takes the question back and goes on; where that fails, it stands again, with what was said. */
  async function answer(
    roles: GraphRoles | null,
    signal: AbortSignal,
    goOn: (source: AskedOf, roles: GraphRoles) => Promise<void>,
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

  return { asked, ask, answer }
}
