/**
 * What no page may do, whatever it shows: go elsewhere, open windows, embed others, ask for devices, use the network.
 * Only closes doors; the one way in is the page's port.
 */
import { app, session, type WebContents, type WebFrameMain } from 'electron'
import { isPage } from '../desktop/page-scheme.ts'

/** The one permission that the page has: to put a picture on the clipboard when the user copies it. */
const ALLOWED = 'clipboard-sanitized-write'

/** Closes every door for all contents that are made from now on; called once, when the program is ready. */
export function installGuards(): void {
  app.on('web-contents-created', (_, contents) => guardContents(contents))
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_, permission, answer, { requestingUrl }) =>
    answer(permission === ALLOWED && isPage(requestingUrl)),
  )
  defaultSession.setPermissionCheckHandler(
    (_, permission, origin) => permission === ALLOWED && isPage(origin),
  )
  defaultSession.setDevicePermissionHandler(() => false)
  defaultSession.on('will-download', (event) => event.preventDefault())
  const network = { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file://*/*'] }
  defaultSession.webRequest.onBeforeRequest(network, (_, answer) => answer({ cancel: true }))
}

function guardContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** True for a message from the page itself: the top frame of these contents, showing the page's own address. */
export function isFromPage(frame: WebFrameMain | null, contents: WebContents): boolean {
  return frame !== null && frame === contents.mainFrame && isPage(frame.url)
}
