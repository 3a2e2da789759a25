/**
 * A port over the standard MessagePort, as pages and Node have it.
 */
import { createInbox } from './inbox.ts'
import type { Port } from './port.ts'

/** What is used of a MessagePort. */
export interface MessagePortLike {
  postMessage(message: unknown): void
  addEventListener(type: 'message' | 'close', listener: (event: object) => void): void
  start(): void
  close(): void
}

/** Takes the channel over: nobody else may read from it. */
export function messagePort(channel: MessagePortLike): Port {
  const inbox = createInbox()
  channel.addEventListener('message', (event) => {
    inbox.deliver('data' in event ? event.data : undefined)
  })
  channel.addEventListener('close', inbox.close)
  channel.start()
  return {
    send: (message) => {
      if (!inbox.isClosed()) channel.postMessage(message)
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    close: () => {
      channel.close()
      inbox.close()
    },
  }
}
