/**
 * A port of the contract over Electron's MessagePortMain. Knows nothing of what is sent.
 */
import type { MessagePortMain } from 'electron'
import { createInbox } from '../../../src-shared/contract/inbox.ts'
import type { Port } from '../../../src-shared/contract/port.ts'

/** Takes the channel over: nobody else may read from it. */
export function mainPort(channel: MessagePortMain): Port {
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
