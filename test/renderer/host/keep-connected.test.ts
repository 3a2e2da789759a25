/**
 * A page whose server goes away and comes back, over real sockets.
 */
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { z } from 'zod'
import { keepConnected } from '../../../src-renderer/host/keep-connected.ts'
import { serve } from '../../../src-shared/contract/rpc.ts'
import { websocketPort } from '../../../src-shared/contract/websocket-port.ts'

interface Api {
  readonly clock: {
    now(): Promise<number>
    never(): Promise<void>
    onTick(listener: (tick: number) => void): () => void
  }
}

describe('a page that is kept connected', () => {
  let server: WebSocketServer
  let address: string
  let starts = 0
  const ticks = new Set<(tick: number) => void>()

  const startServer = async (port: number) => {
    server = new WebSocketServer({ host: '127.0.0.1', port })
    const started = ++starts
    server.on('connection', (socket) => {
      const clock: Api['clock'] = {
        now: () => Promise.resolve(started),
        never: () => new Promise(() => undefined),
        onTick: (listener) => {
          ticks.add(listener)
          return () => void ticks.delete(listener)
        },
      }
      const schemas = {
        clock: { now: z.undefined(), never: z.undefined(), onTick: 'event' },
      } as const
      serve<Api>({ clock }, websocketPort(socket), { schemas })
    })
    await once(server, 'listening')
    const bound = server.address()
    if (typeof bound !== 'object' || bound === null) throw new Error('no port was bound')
    address = `ws://127.0.0.1:${bound.port}`
    return bound.port
  }
  const stopServer = () => {
    for (const client of server.clients) client.terminate()
    return new Promise((resolve) => server.close(resolve))
  }
  let port: number
  let api: Api
  let leave: () => void

  beforeEach(async () => {
    starts = 0
    ticks.clear()
    port = await startServer(0)
    let left = false
    const sockets: WebSocket[] = []
    leave = () => {
      left = true
      for (const socket of sockets) socket.close()
    }
    api = keepConnected<Api>({
      open: () => {
        const socket = new WebSocket(address)
        sockets.push(socket)
        return socket
      },
      later: (wait, action) => void setTimeout(() => left || action(), wait / 10),
    })
  })
  afterEach(async () => {
    leave()
    await stopServer()
  })

  test('asks before the socket is open', async () => {
    expect(await api.clock.now()).toBe(1)
  })

  test('sees what was under way fail, and goes on with the next server', async () => {
    const heard: number[] = []
    api.clock.onTick((tick) => heard.push(tick))
    await api.clock.now()
    const failure = expect(api.clock.never()).rejects.toMatchObject({ code: 'unreachable' })
    await stopServer()
    await failure
    await vi.waitFor(() => expect(api.clock.now()).rejects.toMatchObject({ code: 'unreachable' }))
    await startServer(port)
    await vi.waitFor(async () => expect(await api.clock.now()).toBe(2))
    for (const tell of ticks) tell(7)
    await vi.waitFor(() => expect(heard).toEqual([7]))
  })
})
