/**
 * Which page works on which document, so that nobody else is offered it for recovery while that page is there.
 * Knows ids only; keeping and reading documents is the engine's affair.
 */
import type { Port } from '../../src-shared/contract/port.ts'
import type { ProjectsApi } from '../../src-shared/contract/projects-api.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'

/** Gives every page a ProjectsApi of its own over the one that is shared; a page's documents are free when it goes. */
export function createPageDocuments(
  projects: ProjectsApi,
): (port: Pick<Port, 'onClose'>) => ProjectsApi {
  const pages = new Set<Set<string>>()
  return (port) => {
    const own = new Set<string>()
    pages.add(own)
    port.onClose(() => pages.delete(own))
    const isElsewhere = (document: string) =>
      [...pages].some((page) => page !== own && page.has(document))
    return {
      pack: (state) => projects.pack(state),
      unpack: (source) => projects.unpack(source),
      stash: (bytes) => projects.stash(bytes),
      unstash: (key) => projects.unstash(key),
      autosave: (state) => {
        own.add(state.document)
        return projects.autosave(state)
      },
      settle: (document) => projects.settle(document),
      recoverable: async () =>
        (await projects.recoverable()).filter(({ document }) => !isElsewhere(document)),
      recover: async (document) => {
        if (isElsewhere(document)) throw new UserError(sentence('documentElsewhere'))
        const state = await projects.recover(document)
        own.add(document)
        return state
      },
      discard: async (document) => {
        if (isElsewhere(document)) return
        own.delete(document)
        await projects.discard(document)
      },
    }
  }
}
