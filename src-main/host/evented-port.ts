/**
 * A port of the contract over a message channel of Electron, in the main process as in a utility process. Knows
 * nothing of what is sent.
 */
import { createInbox } from '../../src-shared/contract/inbox.ts'
import type { Port } from '../../src-shared/contract/port.ts'

/** What is used of a MessagePortMain. */
export interface EventedChannel {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  postMessage(message: unknown): void
  start(): void
  close(): void
}

/** Takes the channel over: nobody else may read from it. */
export function eventedPort(channel: EventedChannel): Port {
  const inbox = createInbox()
  channel.on('message', ({ data }) => inbox.deliver(data))
  channel.on('close', inbox.close)
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
