/**
 * Documents on disk: project files, and the state that is saved by itself so that a crash loses nothing.
 * What a document's state looks like is the page's affair; here it is text with the pictures that it refers to.
 */
import type { FileGrant, PictureId } from './pictures-api.ts'

export interface DocumentState {
  /** Chosen when the document is made; stays the same over saving and recovery. */
  readonly document: string
  /** For people, such as 'picos.jpg'. */
  readonly title: string
  /** The page's own JSON: history heads, masks, strokes, recipes. */
  readonly state: string
  /** Every picture that the state refers to. */
  readonly pictures: readonly PictureId[]
}

export interface RecoverableDocument {
  readonly document: string
  readonly title: string
  /** Milliseconds since 1970. */
  readonly savedAt: number
}

export interface ProjectsApi {
  /** The bytes of a project file (.selfsame, a zip). */
  pack(state: DocumentState): Promise<Uint8Array>
  /** Opens a project file; its pictures get new ids, which the returned state names. */
  unpack(
    source:
      | { readonly kind: 'grant'; readonly grant: FileGrant }
      | { readonly kind: 'bytes'; readonly name: string; readonly bytes: Uint8Array },
  ): Promise<DocumentState>
  /** Keeps the state for recovery, in place of the one kept before. */
  autosave(state: DocumentState): Promise<void>
  /** Forgets what was kept for recovery of a document that is saved and stays open, with its pictures. */
  settle(document: string): Promise<void>
  recoverable(): Promise<readonly RecoverableDocument[]>
  recover(document: string): Promise<DocumentState>
  /** Forgets what was kept for recovery, and its pictures. */
  discard(document: string): Promise<void>
  /** Keeps bytes on disk that are too many for memory (old history); returns their key. */
  stash(bytes: Uint8Array): Promise<string>
  unstash(key: string): Promise<Uint8Array>
}
