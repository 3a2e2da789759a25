/**
 * The desktop as Electron shows it: dialogs, recent files, progress, notifications. Does what the application asks of
 * it; decides only what belongs to the system.
 */
import { extname } from 'node:path'
import {
  app,
  dialog,
  Notification,
  powerSaveBlocker,
  shell,
  type BrowserWindow,
  type OpenDialogOptions,
} from 'electron'
import { createInbox } from '../../../src-shared/contract/inbox.ts'
import { createClosingPage, type ClosingPage } from '../desktop/closing-page.ts'
import type { KeptFile } from '../desktop/kept-file.ts'
import {
  IMAGE_ENDINGS,
  isDocument,
  MODEL_ENDINGS,
  parseOpened,
  parseRecent,
  PROJECT_ENDING,
  withRecent,
} from '../desktop/opened-files.ts'
import type { Words } from '../desktop/words.ts'
import type { Desktop, OpenedPaths } from '../host.ts'

export interface ElectronDesktop extends Desktop {
  /** Titles of the documents with unsaved changes. */
  readonly unsaved: () => readonly string[]
  /** Has the page settle its documents before the window closes. */
  readonly settle: ClosingPage['settle']
  /** Hands files to the page, as soon as it listens; they count as recent from then on. */
  readonly openFiles: (opened: OpenedPaths) => void
  /** Passes a command of the menu on to the page. */
  readonly command: (name: string) => void
  readonly recent: () => readonly string[]
  readonly clearRecent: () => void
}

export interface DesktopParts {
  /** The program's window; null before it is open and after it was closed. */
  readonly window: () => BrowserWindow | null
  readonly recentFile: KeptFile
  readonly words: Words
  readonly onRecentChanged: () => void
}

export function createElectronDesktop(parts: DesktopParts): ElectronDesktop {
  const recent = createRecent(parts)
  const opened = createInbox()
  const commands = createInbox()
  let unsaved: readonly string[] = []
  return {
    ...createDialogs(parts, recent.add),
    ...createSigns(parts),
    ...createClosingPage(),
    recentFiles: () => Promise.resolve(recent.list()),
    recent: recent.list,
    clearRecent: recent.clear,
    unsaved: () => unsaved,
    setUnsaved: (titles) => {
      unsaved = titles
      parts.window()?.setDocumentEdited(titles.length > 0)
      parts.window()?.setTitle(titles.length > 0 ? '• Selfsame' : 'Selfsame')
    },
    openFiles: (files) => {
      if (files.paths.length === 0) return
      recent.add(files.paths.filter(isDocument))
      opened.deliver(files)
    },
    command: commands.deliver,
    onCommand: (listener) =>
      commands.onMessage((name) => {
        if (typeof name === 'string') listener(name)
      }),
    onOpenFiles: (listener) =>
      opened.onMessage((message) => {
        const files = parseOpened(message)
        if (files !== null) listener(files)
      }),
  }
}

/** The list of recent files: our own, since not every system keeps one, and the system's. */
function createRecent({ recentFile, onRecentChanged }: DesktopParts) {
  let paths = parseRecent(recentFile.read())
  const change = (next: readonly string[]) => {
    paths = next
    recentFile.write(JSON.stringify(paths))
    onRecentChanged()
  }
  return {
    list: () => paths,
    add: (added: readonly string[]) => {
      for (const path of added) app.addRecentDocument(path)
      change(added.reduce(withRecent, paths))
    },
    clear: () => {
      app.clearRecentDocuments()
      change([])
    },
  }
}

function createDialogs({ window, words }: DesktopParts, used: (paths: readonly string[]) => void) {
  const open = async (options: OpenDialogOptions) => {
    const parent = window()
    const { canceled, filePaths } = await (parent
      ? dialog.showOpenDialog(parent, options)
      : dialog.showOpenDialog(options))
    return canceled ? [] : filePaths
  }
  const images = { name: words.images, extensions: [...IMAGE_ENDINGS] }
  const models = { name: words.models, extensions: [...MODEL_ENDINGS] }
  const projects = { name: words.projects, extensions: [PROJECT_ENDING] }
  return {
    chooseImages: async () => {
      const paths = await open({
        properties: ['openFile', 'multiSelections'],
        filters: [images],
      })
      if (paths.length > 0) used(paths)
      return paths
    },
    chooseProject: async () => {
      const paths = await open({ properties: ['openFile'], filters: [projects] })
      if (paths.length > 0) used(paths)
      return paths[0] ?? null
    },
    chooseFolder: async () => {
      const paths = await open({ properties: ['openDirectory', 'createDirectory'] })
      return paths[0] ?? null
    },
    chooseModel: async () => {
      const paths = await open({ properties: ['openFile'], filters: [models] })
      return paths[0] ?? null
    },
    chooseSaveTarget: async (suggestedName: string) => {
      const ending = extname(suggestedName).slice(1)
      const filters = [{ name: ending.toUpperCase(), extensions: [ending] }]
      const options = { defaultPath: suggestedName, ...(ending !== '' && { filters }) }
      const parent = window()
      const { canceled, filePath } = await (parent
        ? dialog.showSaveDialog(parent, options)
        : dialog.showSaveDialog(options))
      if (canceled || filePath === '') return null
      if (ending === PROJECT_ENDING) used([filePath])
      return filePath
    },
  }
}

/** What the program shows outside of its window. */
function createSigns({ window }: DesktopParts) {
  const wakefulness = createWakefulness()
  return {
    reveal: (path: string) => shell.showItemInFolder(path),
    showProgress: (fraction: number | null) => {
      window()?.setProgressBar(fraction ?? -1)
      wakefulness.need('progress', fraction !== null)
    },
    keepAwake: (needed: boolean) => wakefulness.need('work', needed),
    notify: (message: { readonly title: string; readonly body: string }) => {
      const target = window()
      if (target === null || target.isFocused() || !Notification.isSupported()) return
      const notification = new Notification({ title: message.title, body: message.body })
      notification.once('click', () => bringToFront(target))
      notification.show()
    },
  }
}

/** Blocks the machine's sleep while anything needs it. */
function createWakefulness() {
  const reasons = new Set<string>()
  let blocker: number | null = null
  return {
    need: (reason: 'progress' | 'work', needed: boolean) => {
      if (needed) reasons.add(reason)
      else reasons.delete(reason)
      if (reasons.size > 0) blocker ??= powerSaveBlocker.start('prevent-app-suspension')
      else if (blocker !== null) {
        powerSaveBlocker.stop(blocker)
        blocker = null
      }
    },
  }
}

export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.focus()
}
