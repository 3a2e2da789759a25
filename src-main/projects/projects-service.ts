/**
 * What the engine answers about projects: documents as files, and as they are kept for recovery. What
 * a document's state means is the page's affair; only the ids in it are looked at.
 */
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { DocumentState, ProjectsApi } from '../../src-shared/contract/projects-api.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { PictureStore } from '../pictures/picture-store.ts'
import { packProject, unpackProject } from './project-file.ts'
import { recoveryFolder } from './recovery-folder.ts'
import { stashFolder } from './stash-folder.ts'

/** Where a project file is, once the host has looked up what was granted. */
export type ProjectSource =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'bytes'; readonly name: string; readonly bytes: Uint8Array }

/** ProjectsApi as the engine answers it: paths instead of grants. */
export interface ProjectsService extends Omit<ProjectsApi, 'unpack'> {
  unpack(source: ProjectSource): Promise<DocumentState>
  /** Deletes pictures and stashed bytes that nothing kept for recovery names; only while no document is open. */
  sweep(): Promise<void>
}

export interface ProjectsServiceOptions {
  /** Made when it is needed; belongs to one service at a time. */
  readonly folder: string
  readonly pictures: Pick<PictureStore, 'files' | 'ids' | 'info' | 'restore' | 'release'>
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export function createProjectsService(options: ProjectsServiceOptions): ProjectsService {
  const { folder, pictures, now } = options
  const recovery = recoveryFolder(join(folder, 'recovery'))
  const stashed = stashFolder(join(folder, 'stash'))

  const pack = async ({ document, title, state, pictures: ids }: DocumentState) => {
    const files = []
    for (const { name, path } of await pictures.files(ids)) {
      files.push({ name, bytes: new Uint8Array(await readFile(path)) })
    }
    return packProject({ document, title, state, pictures: ids, files })
  }
  const unpack = async (source: ProjectSource): Promise<DocumentState> => {
    const [bytes, name] = await readProject(source)
    const { files, ...kept } = unpackProject(bytes, name)
    const newIds = await pictures.restore(files)
    return withIds(kept, newIds, name)
  }
  const recover = async (document: string): Promise<DocumentState> => {
    const kept = await recovery.find(document)
    if (!kept) throw new UserError(sentence('documentForgotten'))
    for (const id of kept.pictures) await pictures.info(id)
    const { title, state, pictures: ids } = kept
    return { document: kept.document, title, state, pictures: ids }
  }
  const discard = async (document: string) => {
    const kept = await recovery.find(document)
    await recovery.forget(document)
    const others = await recovery.list()
    const stillNamed = new Set(others.flatMap((other) => other.pictures))
    await pictures.release(kept?.pictures.filter((id) => !stillNamed.has(id)) ?? [])
    const states = others.map(({ state }) => state)
    if (kept) await stashed.sweep((key) => !kept.state.includes(key) || isNamed(key, states))
  }
  const sweep = async () => {
    if (!(await recovery.isWhole())) return
    const kept = await recovery.list()
    const named = new Set(kept.flatMap((document) => document.pictures))
    await pictures.release((await pictures.ids()).filter((id) => !named.has(id)))
    const states = kept.map(({ state }) => state)
    await stashed.sweep((key) => isNamed(key, states))
  }
  return {
    pack,
    unpack,
    sweep,
    recover,
    discard,
    settle: (document) => recovery.forget(document),
    autosave: (state) => recovery.keep({ ...state, savedAt: now() }),
    recoverable: async () =>
      (await recovery.list()).map(({ document, title, savedAt }) => ({ document, title, savedAt })),
    stash: (bytes) => stashed.put(bytes),
    unstash: (key) => stashed.get(key),
  }
}

function isNamed(key: string, states: readonly string[]): boolean {
  return states.some((state) => state.includes(key))
}

async function readProject(source: ProjectSource): Promise<readonly [Uint8Array, string]> {
  if (source.kind === 'bytes') return [source.bytes, source.name]
  const name = basename(source.path)
  const bytes = await readFile(source.path).catch((cause: unknown) => {
    throw new UserError(sentence('projectUnread', { file: name }), { cause })
  })
  return [bytes, name]
}

/** The state with its pictures under their new names. */
function withIds(
  { document, title, state, pictures }: DocumentState,
  newIds: ReadonlyMap<string, string>,
  name: string,
): DocumentState {
  const ids = pictures.map((old) => {
    const id = newIds.get(old)
    if (id !== undefined) return id
    throw new UserError(sentence('projectIncomplete', { file: name }))
  })
  const renamed = [...newIds].reduce((text, [old, id]) => text.replaceAll(old, id), state)
  return { document, title, state: renamed, pictures: ids }
}
