/**
 * The two messages that the main process takes from a preload: that the page wants its port, and that files were
 * dropped. Everything else goes through the port; a message from any other frame is dropped.
 */
import { readdir, stat } from 'node:fs/promises'
import { ipcMain, MessageChannelMain, type IpcMainEvent, type WebContents } from 'electron'
import type { Port } from '../../../src-shared/contract/port.ts'
import type { App } from '../../create-app.ts'
import { filesOfDrop, type Disk } from '../desktop/opened-files.ts'
import { CONNECT, DROPPED, PORT } from './channels.ts'
import { isFromPage } from './guards.ts'
import { mainPort } from './main-port.ts'

export interface PageLinks {
  readonly contents: () => WebContents | null
  readonly servePage: App['servePage']
  readonly openFiles: (paths: readonly string[]) => void
}

const disk: Disk = {
  isFolder: (path) =>
    stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    ),
  namesIn: (folder) => readdir(folder).catch(() => []),
}

/** Listens from now on; each load of the page gets a port of its own, and the one before is closed. */
export function linkPage({ contents, servePage, openFiles }: PageLinks): void {
  let current: Port | null = null
  const fromPage = (event: IpcMainEvent) => {
    const page = contents()
    return page !== null && event.sender === page && isFromPage(event.senderFrame, page)
  }
  ipcMain.on(CONNECT, (event) => {
    if (!fromPage(event)) return
    current?.close()
    const { port1, port2 } = new MessageChannelMain()
    current = mainPort(port1)
    servePage(current)
    event.sender.postMessage(PORT, null, [port2])
  })
  ipcMain.on(DROPPED, (event, paths: unknown) => {
    if (!fromPage(event) || !Array.isArray(paths)) return
    void filesOfDrop(paths, disk).then(openFiles)
  })
}
