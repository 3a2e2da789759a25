/**
 * The program's one window: how it is made, where it stands, and what happens before it closes.
 * Shows the page; knows nothing of what the page does.
 */
import { BrowserWindow, dialog, nativeTheme, screen } from 'electron'
import type { KeptFile } from '../desktop/kept-file.ts'
import { PAGE_ADDRESS } from '../desktop/page-scheme.ts'
import { parseWindowState, planWindow, SMALLEST } from '../desktop/window-state.ts'
import type { App } from '../../create-app.ts'
import type { Words } from '../desktop/words.ts'

export interface WindowParts {
  readonly preload: string
  readonly state: KeptFile
  readonly words: Words
  readonly isUnsaved: () => boolean
  /** Training that goes on when the window closes. */
  readonly training: App['training']
}

const GRAPHITE = '#161617'
const PAPER = '#d9d9dc'

/** Makes the window and shows it once the page has something to show. */
export function openWindow({ preload, ...parts }: WindowParts): BrowserWindow {
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea)
  const plan = planWindow(parseWindowState(parts.state.read()), screens)
  const window = new BrowserWindow({
    width: plan.width,
    height: plan.height,
    ...plan.place,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: 'Selfsame',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? GRAPHITE : PAPER,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      // The dictionaries would be fetched from the network.
      spellcheck: false,
      backgroundThrottling: false,
    },
  })
  if (plan.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.webContents.on('render-process-gone', (_, { reason }) => {
    if (reason !== 'clean-exit') void window.loadURL(PAGE_ADDRESS)
  })
  closeCarefully(window, parts)
  void window.loadURL(PAGE_ADDRESS)
  return window
}

/** Keeps the window's place, and asks first where work would be lost or goes on. */
function closeCarefully(
  window: BrowserWindow,
  { state, words, isUnsaved, training }: Omit<WindowParts, 'preload'>,
): void {
  let asking = false
  let agreed = false
  const ask = async () => {
    asking = true
    const loses = !isUnsaved() || (await askAboutChanges(window, words))
    agreed = loses && (!training.isRunning() || (await askAboutTraining(window, words, training)))
    asking = false
    if (agreed) window.close()
  }
  window.on('close', (event) => {
    if ((isUnsaved() || training.isRunning()) && !agreed) {
      event.preventDefault()
      if (!asking) void ask()
      return
    }
    const kept = { bounds: window.getNormalBounds(), maximized: window.isMaximized() }
    state.write(JSON.stringify(kept))
  })
}

/** True when the window may close. */
async function askAboutChanges(window: BrowserWindow, words: Words): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: words.unsavedQuestion,
    detail: words.unsavedDetail,
    buttons: [words.keepEditing, words.closeAnyway],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  return response === 1
}

const AFTER_ASKING = ['resume', 'stop', null] as const

/** True once the training is saved, or has ended as a model. */
async function askAboutTraining(
  window: BrowserWindow,
  words: Words,
  training: App['training'],
): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: words.trainingQuestion,
    detail: words.trainingDetail,
    buttons: [words.trainingResume, words.trainingStop, words.keepEditing],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  })
  const then = AFTER_ASKING[response] ?? null
  if (then === null) return false
  // Whatever becomes of it, the run can go on from its last checkpoint: the program ends.
  await training.prepareToQuit(then).catch(() => undefined)
  return true
}
