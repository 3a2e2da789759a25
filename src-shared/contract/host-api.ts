/**
 * What the page asks of the program around it: files, settings, the system. Each host answers in its own way.
 */
import type { FileGrant } from './pictures-api.ts'

export interface GrantedFile {
  readonly grant: FileGrant
  /** File or folder name without what lies above it. */
  readonly name: string
}

/** What the user brought to the program. */
export interface OpenedFiles {
  readonly files: readonly GrantedFile[]
  /** Pictures of folders that are not among them, since they would be too many. */
  readonly left: number
}

export interface HostInfo {
  readonly host: 'electron' | 'server'
  readonly version: string
  readonly platform: string
  /** Whether the system's own dialogs are there; else the page uploads and downloads. */
  readonly nativeDialogs: boolean
}

/** Values are checked where they are read; unknown keys are kept. */
export type Settings = Readonly<Record<string, string | number | boolean | null>>

export interface SaveRequest {
  readonly suggestedName: string
  readonly bytes: Uint8Array
  readonly to?: FileGrant
}

/** What becomes of unsaved documents when the window closes: saved as files, or kept and offered at the next start. */
export type ClosingWay = 'save' | 'keep'

export interface HostApi {
  info(): Promise<HostInfo>
  /** Open dialogs; empty or null when the user backs out, or where the host has none. */
  chooseImages(): Promise<readonly GrantedFile[]>
  chooseProject(): Promise<GrantedFile | null>
  chooseFolder(): Promise<GrantedFile | null>
  /** A file of weights or a graph; a model in a folder is chosen with chooseFolder. */
  chooseModel(): Promise<GrantedFile | null>
  /**
   * Writes beside and renames: to where a file was saved or a project opened before, else to where the user wants it.
   * What was written; null when the user backs out.
   */
  save(request: SaveRequest): Promise<GrantedFile | null>
  recentFiles(): Promise<readonly GrantedFile[]>
  /** Shows a file or folder in the system's file manager. Rejects with code 'user' where the host has none. */
  reveal(grant: FileGrant): Promise<void>
  settings(): Promise<Settings>
  changeSettings(changes: Settings): Promise<Settings>
  /** Share of the running job, 0 to 1, for the task bar; null when none runs. While one runs, the machine does not sleep. */
  showProgress(fraction: number | null): Promise<void>
  /** Tells the user, when the window is not in front, that a long job has ended. */
  notify(message: { readonly title: string; readonly body: string }): Promise<void>
  /** The bytes of a zip with versions, settings and the log, paths left out; the user looks into it before sharing. */
  diagnostics(): Promise<Uint8Array>
  /** Titles of the documents with unsaved changes: the mark in the window's title, and what closing asks about. */
  setUnsaved(titles: readonly string[]): Promise<void>
  /** The user closes the window; the page does with its documents what they want, and answers. */
  onClosing(listener: (way: ClosingWay) => void): () => void
  /** Whether the window may close: false when saving failed or the user backed out of it. */
  answerClosing(ready: boolean): Promise<void>
  /** A command chosen in the native menu, named like the page's own actions. */
  onCommand(listener: (command: string) => void): () => void
  /** Files dropped on the program or opened with it. */
  onOpenFiles(listener: (opened: OpenedFiles) => void): () => void
  /** The engine died and a new one has taken its place; what ran has failed. */
  onEngineRestarted(listener: () => void): () => void
}
