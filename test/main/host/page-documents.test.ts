import { expect, test } from 'vitest'
import { createPageDocuments } from '../../../src-main/host/page-documents.ts'
import { createPortPair } from '../../../src-shared/contract/port-pair.ts'
import type { DocumentState, ProjectsApi } from '../../../src-shared/contract/projects-api.ts'

const stateOf = (document: string): DocumentState => ({
  document,
  title: `${document}.png`,
  state: '{}',
  pictures: [],
})

/** What the engine keeps, in memory. */
function engineDouble(kept: readonly string[]) {
  const documents = new Map(kept.map((document) => [document, stateOf(document)]))
  const never = () => Promise.reject(new Error('not asked for'))
  const projects: ProjectsApi = {
    pack: never,
    unpack: never,
    stash: never,
    unstash: never,
    autosave: (state) => Promise.resolve(void documents.set(state.document, state)),
    settle: never,
    recoverable: () =>
      Promise.resolve(
        [...documents.values()].map(({ document, title }) => ({ document, title, savedAt: 0 })),
      ),
    recover: (document) => Promise.resolve(documents.get(document) ?? stateOf(document)),
    discard: (document) => Promise.resolve(void documents.delete(document)),
  }
  return { projects, documents }
}

function pageOf(projectsFor: ReturnType<typeof createPageDocuments>) {
  const [here, there] = createPortPair()
  const projects = projectsFor(here)
  const offered = async () => (await projects.recoverable()).map(({ document }) => document)
  return { projects, offered, leave: () => there.close() }
}

test('a page is not offered what another page works on, until that one is gone', async () => {
  const projectsFor = createPageDocuments(engineDouble(['old']).projects)
  const first = pageOf(projectsFor)
  const second = pageOf(projectsFor)
  await first.projects.autosave(stateOf('new'))
  expect(await first.offered()).toEqual(['old', 'new'])
  expect(await second.offered()).toEqual(['old'])
  first.leave()
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect(await second.offered()).toEqual(['old', 'new'])
})

test('what one page has recovered, another one can neither recover nor discard', async () => {
  const { projects, documents } = engineDouble(['old'])
  const projectsFor = createPageDocuments(projects)
  const [first, second] = [pageOf(projectsFor), pageOf(projectsFor)]
  expect(await second.offered()).toEqual(['old'])
  await first.projects.recover('old')
  await expect(second.projects.recover('old')).rejects.toThrow(/open in another window/)
  await second.projects.discard('old')
  expect([...documents.keys()]).toEqual(['old'])
  await first.projects.discard('old')
  expect([...documents.keys()]).toEqual([])
})
