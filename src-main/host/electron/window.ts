/**
 * The program's one window: how it is made, where it stands, and what happens before it closes.
 * Shows the page; knows nothing of what the page does.
 */
import { setTimeout } from 'node:timers/promises'
import { BrowserWindow, dialog, nativeTheme, screen } from 'electron'
import { mayClose, mayCloseUnasked, type ClosingParts } from '../desktop/closing.ts'
import type { KeptFile } from '../desktop/kept-file.ts'
import { PAGE_ADDRESS } from '../desktop/page-scheme.ts'
import { parseWindowState, planWindow, SMALLEST } from '../desktop/window-state.ts'

export interface WindowParts {
  readonly preload: string
  readonly state: KeptFile
  readonly words: ClosingParts['words']
  readonly unsaved: ClosingParts['unsaved']
  readonly settle: ClosingParts['settle']
  readonly training: ClosingParts['training']
}

/** Milliseconds that the page has for keeping its documents. */
const PATIENCE = 5000

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
  { state, ...parts }: Omit<WindowParts, 'preload'>,
): void {
  let asking = false
  const closing: ClosingParts = {
    ...parts,
    platform: process.platform,
    ask: async (question) => {
      asking = true
      const shown = dialog.showMessageBox(window, { ...question, noLink: true })
      const { response } = await shown.finally(() => (asking = false))
      return response
    },
    patience: () => setTimeout(PATIENCE),
  }
  let agreed = false
  const askFirst = async () => {
    if (!(await mayClose(closing))) return
    agreed = true
    window.close()
  }
  window.on('close', (event) => {
    if (!agreed && !mayCloseUnasked(closing)) {
      event.preventDefault()
      if (!asking) void askFirst()
      return
    }
    const kept = { bounds: window.getNormalBounds(), maximized: window.isMaximized() }
    state.write(JSON.stringify(kept))
  })
}
