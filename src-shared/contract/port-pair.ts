/**
 * Two ports that are connected within one process, for tests and for parts that need no process of their own.
 * Messages are cloned, so that nothing works here that fails between processes.
 */
import { createInbox } from './inbox.ts'
import type { Inbox } from './inbox.ts'
import type { Port } from './port.ts'

/** Both ends; a message arrives after the current turn, closing either end closes both. */
export function createPortPair(): readonly [Port, Port] {
  const left = createInbox()
  const right = createInbox()
  return [end(left, right), end(right, left)]
}

function end(own: Inbox, other: Inbox): Port {
  return {
    send: (message) => {
      if (own.isClosed()) return
      const copy = structuredClone(message)
      void Promise.resolve().then(() => other.deliver(copy))
    },
    onMessage: own.onMessage,
    onClose: own.onClose,
    close: () => {
      own.close()
      void Promise.resolve().then(other.close)
    },
  }
}
