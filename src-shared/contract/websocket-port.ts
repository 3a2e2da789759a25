/**
 * A port over a web socket, the same in a page and in Node (whose `ws` has the page's interface).
 * A frame that cannot be read closes the socket: after it nothing that comes can be trusted.
 */
import { createInbox } from './inbox.ts'
import type { Message, Port } from './port.ts'
import { decodeFrame, encodeFrame } from './websocket-frame.ts'

/** What is used of a WebSocket. */
export interface WebSocketLike {
  binaryType: string
  readonly readyState: number
  send(data: Uint8Array<ArrayBuffer>): void
  close(): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'open' | 'close', listener: () => void): void
}

const CONNECTING = 0
const OPEN = 1

/** Takes the socket over; what is sent before it is open waits. */
export function websocketPort(socket: WebSocketLike): Port {
  const inbox = createInbox()
  const waiting: Uint8Array<ArrayBuffer>[] = []
  socket.binaryType = 'arraybuffer'
  socket.addEventListener('message', ({ data }) => {
    const frame = read(data)
    if (frame === null) socket.close()
    else inbox.deliver(frame.message)
  })
  socket.addEventListener('open', () => {
    for (const frame of waiting.splice(0)) socket.send(frame)
  })
  socket.addEventListener('close', inbox.close)
  return {
    send: (message) => {
      if (inbox.isClosed()) return
      if (socket.readyState === CONNECTING) waiting.push(encodeFrame(message))
      if (socket.readyState === OPEN) socket.send(encodeFrame(message))
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    close: () => {
      inbox.close()
      socket.close()
    },
  }
}

function read(data: unknown): { message: Message } | null {
  if (!(data instanceof ArrayBuffer)) return null
  try {
    return { message: decodeFrame(new Uint8Array(data)) }
  } catch {
    return null
  }
}
