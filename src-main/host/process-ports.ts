/**
 * Ports between a process and the one that started it: over Node's own channel, or the one that Electron gives its
 * utility processes. What runs in the process does not know which.
 */
import { createInbox } from '../../src-shared/contract/inbox.ts'
import type { Inbox } from '../../src-shared/contract/inbox.ts'
import type { Port } from '../../src-shared/contract/port.ts'
import { eventedPort } from './evented-port.ts'
import type { EventedChannel } from './evented-port.ts'

/** What is used of a child process, or of `process` in the child. */
interface IpcChannel {
  readonly connected: boolean
  send?(message: unknown, callback: (error: Error | null) => void): boolean
  disconnect?(): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'disconnect', listener: () => void): unknown
}

/** A port over Node's channel, which carries samples where it was opened with `serialization: 'advanced'`. */
export function ipcPort(channel: IpcChannel): Port {
  const inbox = createInbox()
  channel.on('message', inbox.deliver)
  channel.on('disconnect', inbox.close)
  return portOf(inbox, {
    send: (message) => {
      // A channel that breaks while it sends also disconnects, which is where the end is told.
      if (channel.connected) channel.send?.(message, () => undefined)
    },
    close: () => {
      if (channel.connected) channel.disconnect?.()
    },
  })
}

/** What is used of `process.parentPort` in a utility process. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: ParentMessage) => void): unknown
}

interface ParentMessage {
  readonly data: unknown
  readonly ports?: readonly EventedChannel[]
}

/** Ports to pages, handed to this process by the one that started it; none where that is not Electron. */
export function onPagePort(listener: (port: Port) => void): void {
  const electronPort: unknown = Reflect.get(process, 'parentPort')
  if (!isParentPort(electronPort)) return
  electronPort.on('message', ({ ports = [] }) => {
    for (const channel of ports) listener(eventedPort(channel))
  })
}

/**
 * The port to the process that started this one, with which this one ends, whatever a terminal says. Throws Error where
 * it was started by hand.
 */
export function parentPort(): Port {
  // Ctrl-C reaches all processes of a terminal. Whoever died of it would also take the terminal out of the mode in which
  // the first one has just put a question.
  process.on('SIGINT', () => undefined)
  const electronPort: unknown = Reflect.get(process, 'parentPort')
  if (isParentPort(electronPort)) return utilityPort(electronPort)
  if (!process.send) throw new Error('This script is started by Selfsame, not by hand.')
  return ipcPort(process)
}

function utilityPort(channel: ParentPort): Port {
  const inbox = createInbox()
  channel.on('message', ({ data, ports = [] }) => {
    if (ports.length === 0) inbox.deliver(data)
  })
  return portOf(inbox, { send: (message) => channel.postMessage(message), close: () => undefined })
}

function isParentPort(value: unknown): value is ParentPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value
}

function portOf(inbox: Inbox, { send, close }: Pick<Port, 'send' | 'close'>): Port {
  return {
    send: (message) => {
      if (!inbox.isClosed()) send(message)
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    close: () => {
      inbox.close()
      close()
    },
  }
}
