/**
 * Runs in the sandbox before the page. Hands the page its MessagePorts and nothing else; turns files that the user
 * drops into paths for the main process, which the page never sees.
 */
import { ipcRenderer, webUtils } from 'electron'
import { ENGINE_PORT_MESSAGE, PAGE_PORT_MESSAGE } from '../../../src-shared/contract/page-port.ts'
import { CONNECT, DROPPED, ENGINE_PORT, PORT } from './channels.ts'

interface DropEvent {
  readonly target: unknown
  readonly dataTransfer: { readonly files: Iterable<File> } | null
  preventDefault(): void
  stopImmediatePropagation(): void
}

/** What is used of the page's window. */
declare const window: {
  readonly location: { readonly origin: string }
  postMessage(message: string, origin: string, ports: readonly unknown[]): void
  addEventListener(type: 'DOMContentLoaded', listener: () => void): void
  addEventListener(type: 'drop', listener: (event: DropEvent) => void, capture: true): void
  dispatchEvent(event: Event): boolean
}
declare const DragEvent: new (type: 'dragleave') => Event

/** A part of the page that takes drops itself, such as the mask, carries its name in data-drop. */
function isForProgram(target: unknown): boolean {
  if (typeof target !== 'object' || target === null || !('closest' in target)) return true
  if (typeof target.closest !== 'function') return true
  const zone: unknown = Reflect.apply(target.closest, target, [
    '[data-drop]:not([data-drop="tabs"])',
  ])
  return zone === null
}

function takeDrop(event: DropEvent): void {
  const paths = [...(event.dataTransfer?.files ?? [])].map((file) => webUtils.getPathForFile(file))
  // What has no path (a picture dragged out of a browser) is left to the page, which has its bytes.
  if (paths.length === 0 || paths.includes('') || !isForProgram(event.target)) return
  event.preventDefault()
  event.stopImmediatePropagation()
  window.dispatchEvent(new DragEvent('dragleave'))
  ipcRenderer.send(DROPPED, paths)
}

function handOver(channel: string, message: string): void {
  ipcRenderer.on(channel, ({ ports }) =>
    window.postMessage(message, window.location.origin, ports.slice(0, 1)),
  )
}

handOver(PORT, PAGE_PORT_MESSAGE)
handOver(ENGINE_PORT, ENGINE_PORT_MESSAGE)
window.addEventListener('DOMContentLoaded', () => ipcRenderer.send(CONNECT))
window.addEventListener('drop', takeDrop, true)
