/**
 * The two messages that the main process takes from a preload: that the page wants its ports, and that files were
 * dropped. Everything else goes through the ports; a message from any other frame is dropped.
 */
import { readdir, stat } from 'node:fs/promises'
import { ipcMain, MessageChannelMain, type IpcMainEvent, type WebContents } from 'electron'
import type { Port } from '../../../src-shared/contract/port.ts'
import type { App } from '../../create-app.ts'
import { filesOfDrop, type Disk } from '../desktop/opened-files.ts'
import { eventedPort } from '../evented-port.ts'
import type { OpenedPaths } from '../host.ts'
import { CONNECT, DROPPED, ENGINE_PORT, PORT } from './channels.ts'
import { isFromPage } from './guards.ts'
import type { UtilityWorkers } from './utility-worker.ts'

export interface PageLinks {
  readonly contents: () => WebContents | null
  readonly servePage: App['servePage']
  readonly workers: Pick<UtilityWorkers, 'hand' | 'onStarted'>
  readonly openFiles: (opened: OpenedPaths) => void
}

const disk: Disk = {
  isFolder: (path) =>
    stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    ),
  namesIn: (folder) => readdir(folder).catch(() => []),
}

/**
 * Listens from now on; each load of the page gets a port of its own, and the one before is closed. A page also gets a
 * port to the engine, and to each that follows it: pixels do not pass through this process.
 */
export function linkPage({ contents, servePage, workers, openFiles }: PageLinks): void {
  let current: Port | null = null
  const fromPage = (event: IpcMainEvent) => {
    const page = contents()
    return page !== null && event.sender === page && isFromPage(event.senderFrame, page)
  }
  const linkEngine = (page: WebContents) => {
    const { port1, port2 } = new MessageChannelMain()
    workers.hand(port1)
    page.postMessage(ENGINE_PORT, null, [port2])
  }
  workers.onStarted(() => {
    const page = contents()
    if (page !== null && current !== null) linkEngine(page)
  })
  ipcMain.on(CONNECT, (event) => {
    if (!fromPage(event)) return
    current?.close()
    const { port1, port2 } = new MessageChannelMain()
    current = eventedPort(port1)
    servePage(current)
    event.sender.postMessage(PORT, null, [port2])
    linkEngine(event.sender)
  })
  ipcMain.on(DROPPED, (event, paths: unknown) => {
    if (!fromPage(event) || !Array.isArray(paths)) return
    void filesOfDrop(paths, disk).then(openFiles)
  })
}
