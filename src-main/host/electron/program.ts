/**
 * The desktop program from start to end: one instance, one window, the application in it. Joins the parts of this
 * folder; the application is passed in, so that nothing here knows of engines and edits.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, powerMonitor, type BrowserWindow } from 'electron'
import type { App } from '../../create-app.ts'
import { keptFile } from '../desktop/kept-file.ts'
import { menuPlan } from '../desktop/menu-plan.ts'
import { filesAmongArguments } from '../desktop/opened-files.ts'
import { programFolders } from '../desktop/program-folders.ts'
import { wordsFor } from '../desktop/words.ts'
import type { Host } from '../host.ts'
import { bringToFront, createElectronDesktop } from './electron-desktop.ts'
import { installGuards } from './guards.ts'
import { installMenu } from './menu.ts'
import { linkPage } from './page-links.ts'
import { answerSchemes, registerSchemes } from './schemes.ts'
import { createUtilityWorkers, type UtilityWorkers } from './utility-worker.ts'
import { openWindow } from './window.ts'

/** The appId of electron-builder.yml. */
const APP_ID = 'org.selfsame.editor'

export interface ProgramParts {
  /** Folder of the bundled main script. */
  readonly bundle: string
  readonly startApp: (host: Host) => App
}

/** Runs the program; resolves when its window is open, or at once where another instance has taken over. */
export async function runProgram(parts: ProgramParts): Promise<void> {
  // Windows shows notifications and recent files only of programs that name themselves as their installer does.
  if (process.platform === 'win32') app.setAppUserModelId(APP_ID)
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  const early: string[] = []
  let open = (paths: readonly string[]): void => {
    early.push(...paths)
  }
  app.on('open-file', (event, path) => {
    event.preventDefault()
    open([path])
  })
  app.on('second-instance', (_, args, workingFolder) =>
    open(filesAmongArguments(args, workingFolder)),
  )
  app.enableSandbox()
  registerSchemes()
  await app.whenReady()
  installGuards()
  open = start(parts)
  const named = filesAmongArguments(process.argv, process.cwd())
  if (early.length + named.length > 0) open([...named, ...early])
}

/** Opens the application and its window. The result opens files in it. */
function start({ bundle, startApp }: ProgramParts) {
  const folders = programFolders({
    bundle,
    resources: app.isPackaged ? process.resourcesPath : null,
  })
  const dataFolder = app.getPath('userData')
  mkdirSync(dataFolder, { recursive: true })
  const words = wordsFor(app.getLocale())
  let window: BrowserWindow | null = null

  const desktop = createElectronDesktop({
    window: () => window,
    recentFile: keptFile(join(dataFolder, 'recent.json')),
    words,
    onRecentChanged: () => showMenu(),
  })
  const showMenu = () => {
    const { platform } = process
    const development = !app.isPackaged
    installMenu(menuPlan({ platform, words, recent: desktop.recent(), development }), {
      command: desktop.command,
      openFile: (path) => desktop.openFiles({ paths: [path], left: 0 }),
      clearRecent: desktop.clearRecent,
    })
  }
  showMenu()

  const workers = createUtilityWorkers()
  const host = hostOf({ folders, dataFolder, desktop, workers })
  const running = startApp(host)
  answerSchemes({ page: folders.page, pictures: running.api.pictures })
  linkPage({
    contents: () => window?.webContents ?? null,
    servePage: running.servePage,
    workers,
    openFiles: desktop.openFiles,
  })
  window = openWindow({
    preload: folders.preload,
    state: keptFile(join(dataFolder, 'window.json')),
    words,
    unsaved: desktop.unsaved,
    settle: desktop.settle,
    training: running.training,
  })
  window.on('closed', () => {
    window = null
  })
  endWithWindow(running)
  return (paths: readonly string[]) => {
    if (window) bringToFront(window)
    desktop.openFiles({ paths, left: 0 })
  }
}

interface HostParts {
  readonly folders: ReturnType<typeof programFolders>
  readonly dataFolder: string
  readonly desktop: Host['desktop']
  readonly workers: UtilityWorkers
}

function hostOf({ folders, dataFolder, desktop, workers }: HostParts): Host {
  const { platform } = process
  return {
    info: { host: 'electron', version: app.getVersion(), platform, nativeDialogs: true },
    dataFolder,
    resources: { models: folders.models, samples: folders.samples, features: folders.features },
    engineEntry: folders.engineEntry,
    probeEntry: folders.probeEntry,
    trainerEntry: folders.trainerEntry,
    startWorker: workers.start,
    isOnBattery: () => Promise.resolve(powerMonitor.isOnBatteryPower()),
    desktop,
  }
}

/** One window is the program: it ends with it, and the engine ends with both. */
function endWithWindow({ stop }: App): void {
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', stop)
}
