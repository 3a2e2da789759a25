/**
 * The receiving half that every kind of port shares: listeners, messages that came before the first of them, and
 * closing once. It does not know where messages come from.
 */
import type { Dispose, Message, Port } from './port.ts'

export interface Inbox extends Pick<Port, 'onMessage' | 'onClose'> {
  readonly deliver: (message: Message) => void
  /** Tells those who wait for the end; what is delivered later is dropped. */
  readonly close: () => void
  readonly isClosed: () => boolean
}

/** An open inbox that keeps what it gets until somebody listens. */
export function createInbox(): Inbox {
  const listeners = new Set<(message: Message) => void>()
  const waitingForEnd = new Set<() => void>()
  const early: Message[] = []
  let closed = false
  return {
    isClosed: () => closed,
    deliver: (message) => {
      if (closed) return
      if (listeners.size === 0) early.push(message)
      for (const listener of listeners) listener(message)
    },
    close: () => {
      if (closed) return
      closed = true
      for (const listener of waitingForEnd) listener()
    },
    onMessage: (listener) => {
      const dispose = register(listeners, listener)
      for (const message of early.splice(0)) listener(message)
      return dispose
    },
    onClose: (listener) => register(waitingForEnd, listener),
  }
}

function register<Listener>(listeners: Set<Listener>, listener: Listener): Dispose {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
