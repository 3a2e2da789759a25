/**
 * The ways in which two ends of the contract can be connected, for tests that must hold over each of them.
 */
import { once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { WebSocketServer } from 'ws'
import { messagePort } from '../../../src-shared/contract/message-port.ts'
import { createPortPair } from '../../../src-shared/contract/port-pair.ts'
import type { Port } from '../../../src-shared/contract/port.ts'
import { websocketPort } from '../../../src-shared/contract/websocket-port.ts'

export interface Connected {
  /** The end that answers, and the end that asks. */
  readonly here: Port
  readonly there: Port
  readonly end: () => Promise<void>
}

function connectInMemory(): Promise<Connected> {
  const [here, there] = createPortPair()
  return Promise.resolve({ here, there, end: () => Promise.resolve(there.close()) })
}

function connectMessagePorts(): Promise<Connected> {
  const { port1, port2 } = new MessageChannel()
  const here = messagePort(port1)
  const there = messagePort(port2)
  return Promise.resolve({ here, there, end: () => Promise.resolve(there.close()) })
}

/** Node's own client, whose interface is the browser's, against the server of `ws`. */
async function connectWebSockets(): Promise<Connected> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port was bound')
  const arrival = new Promise<Port>((resolve) => {
    server.once('connection', (socket) => resolve(websocketPort(socket)))
  })
  const there = websocketPort(new WebSocket(`ws://127.0.0.1:${address.port}`))
  const here = await arrival
  const end = async () => {
    there.close()
    for (const client of server.clients) client.terminate()
    await new Promise((resolve) => server.close(resolve))
  }
  return { here, there, end }
}

export const TRANSPORTS = {
  'a pair in memory': connectInMemory,
  'a MessagePort': connectMessagePorts,
  'a WebSocket': connectWebSockets,
} as const
