/**
 * Gives pictures, projects, masks and recipes out as bytes.
 * Where bytes go to (dialogs, downloads, clipboard) is the affair of the parts that call it.
 */
import { defineStore } from 'pinia'
import type { ExportRequest } from '../../src-shared/contract/pictures-api.ts'
import { encodeHistory } from '../document/document-state.ts'
import { maskToPatch } from '../kernels/mask.ts'
import { useApi } from './api.ts'
import { useDocuments } from './documents.ts'
import { baseName } from './file-names.ts'
import type { NamedBytes } from './written-file.ts'

export const usePacking = defineStore('packing', () => {
  const api = useApi()
  const documents = useDocuments()

  async function packMask(): Promise<NamedBytes | null> {
    const document = documents.current
    const mask = document && maskToPatch(document.mask)
    if (document === null || mask === null) return null
    const { width, height } = document.picture
    const bytes = await api.pictures.exportMask({ mask, width, height })
    return { name: `${baseName(document.title)}-mask.png`, bytes }
  }

  async function packPicture(
    wanted: Omit<ExportRequest, 'id'>,
    signal?: AbortSignal,
  ): Promise<Uint8Array | null> {
    const id = documents.current?.picture.id
    return id === undefined ? null : api.pictures.export({ id, ...wanted }, signal)
  }

  async function packProject(): Promise<NamedBytes | null> {
    const tab = documents.active
    if (tab === null) return null
    const state = await encodeHistory(await documents.whole(tab.history))
    const bytes = await api.projects.pack(state)
    return { name: `${baseName(state.title)}.selfsame`, bytes }
  }

  async function packRecipe(): Promise<NamedBytes | null> {
    const document = documents.current
    if (document?.recipe == null) return null
    const bytes = await api.edits.packRecipe(document.recipe)
    return { name: `${baseName(document.title)}.recipe.json`, bytes }
  }

  return { packMask, packPicture, packProject, packRecipe }
})
