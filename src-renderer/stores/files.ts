/**
 * Brings pictures, projects and masks in.
 * Where files come from (dialogs, drops, clipboard) is the affair of the parts that call it.
 */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { GrantedFile } from '../../src-shared/contract/host-api.ts'
import type { PictureSource, Tile } from '../../src-shared/contract/pictures-api.ts'
import { decodeHistory } from '../document/document-state.ts'
import { useApi } from './api.ts'
import { withImportedMask } from './document-steps.ts'
import { useDocuments } from './documents.ts'
import { isProject } from './file-names.ts'
import { message } from './message.ts'
import { useNotices } from './notices.ts'
import { SAMPLES, type Sample } from './samples.ts'
import { useTask } from './task.ts'
import { fileThrough } from './written-file.ts'

/** Longest side of the small view of a sample. */
const SAMPLE_SIDE = 272

/** A file from a dialog, a drop or the system: granted by the host, or read by the page. */
export type FileInHand =
  | { readonly kind: 'grant'; readonly name: string; readonly grant: string }
  | { readonly kind: 'bytes'; readonly name: string; readonly bytes: Uint8Array }

interface FirstFiles {
  readonly files: readonly FileInHand[]
  readonly left: number
}

export const granted = ({ grant, name }: GrantedFile): FileInHand => ({
  kind: 'grant',
  grant,
  name,
})

export const useFiles = defineStore('files', () => {
  const api = useApi()
  const documents = useDocuments()
  const notices = useNotices()
  const task = useTask()
  const opening = ref(0)

  /**
   * Opens each file in a tab of its own; one that fails does not keep the others out. What comes from no file, such as
   * from the clipboard, is unsaved.
   */
  async function open(files: readonly FileInHand[], as?: 'unsaved'): Promise<void> {
    opening.value += files.length
    for (const file of files) {
      await notices.guard(() => (isProject(file.name) ? openProject(file) : openPicture(file, as)))
      opening.value -= 1
    }
  }

  /** Opens the first files of a folder, and says that so many pictures of it are left. */
  async function openFirst({ files, left }: FirstFiles): Promise<void> {
    if (left > 0) {
      const said = message('notice.folder', { n: files.length, total: files.length + left })
      notices.done(said, { action: 'file.batch', label: message('action.file.batch') })
    }
    await open(files)
  }

  async function openPicture(source: PictureSource, as?: 'unsaved'): Promise<void> {
    const picture = await api.pictures.open(source)
    documents.add(picture, as)
    if (picture.notes) notices.done(picture.notes)
  }

  async function openSample(name: string): Promise<void> {
    await notices.guard(() => openPicture({ kind: 'sample', name }))
  }

  /** Small views of the samples, in their order; empty where they could not be read. */
  async function samplePreviews(): Promise<readonly Tile[]> {
    const read = async ({ file: name }: Sample): Promise<Tile> => {
      const { id } = await api.pictures.open({ kind: 'sample', name })
      const tile = await api.pictures.thumbnail({ id, side: SAMPLE_SIDE })
      await api.pictures.release([id])
      return tile
    }
    return (await notices.guard(() => Promise.all(SAMPLES.map(read)))) ?? []
  }

  async function openProject(file: FileInHand): Promise<void> {
    const history = await decodeHistory(await api.projects.unpack(file))
    const known = file.kind === 'grant' ? fileThrough(api.host, file) : null
    documents.addHistory(history, 'saved', known)
  }

  async function openAsOther(source: PictureSource): Promise<void> {
    await notices.guard(async () => {
      task.changeShared({ other: await api.pictures.open(source) })
    })
  }

  async function openMask(file: FileInHand): Promise<void> {
    const document = documents.current
    if (document === null) return
    await notices.guard(async () => {
      const { width, height } = document.picture
      const patch = await api.pictures.openMask({ source: file, width, height })
      documents.change(withImportedMask(document, patch), message('history.importMask'))
    })
  }

  return { opening, open, openFirst, openSample, samplePreviews, openAsOther, openMask }
})
