/** A page of the desktop program, with real ports, its program and two engines at their other ends. */
import { beforeEach, expect, test, vi } from 'vitest'
import { connectApp } from '../../../src-renderer/host/connect-app.ts'
import type { AppApi, DirectApi } from '../../../src-shared/contract/app-api.ts'
import { messagePort } from '../../../src-shared/contract/message-port.ts'
import type { Port } from '../../../src-shared/contract/port.ts'
import { serve } from '../../../src-shared/contract/rpc.ts'
import { APP_SCHEMAS, DIRECT_SCHEMAS } from '../../../src-shared/contract/schemas.ts'

type Listen = (event: object) => void
let listeners: Set<Listen>
let page: Window

beforeEach(() => {
  listeners = new Set()
  page = {
    location: { protocol: 'selfsame:', host: 'app' },
    addEventListener: (_: string, listener: Listen) => listeners.add(listener),
    removeEventListener: (_: string, listener: Listen) => listeners.delete(listener),
  } as unknown as Window
})

/** Hands the page a port as the preload does; the result is the other end. */
function hand(text: string, source: unknown = page): Port {
  const { port1, port2 } = new MessageChannel()
  for (const listener of listeners) listener({ data: text, source, ports: [port2] })
  return messagePort(port1)
}

/** Pictures whose colour tells who answered. */
function answering(red: number): { readonly pictures: object; readonly edits: object } {
  return {
    pictures: {
      colourAt: () => Promise.resolve([red]),
      export: () => Promise.resolve(Uint8Array.of(red)),
    },
    edits: {
      onEstimate: (listener: (red: number) => void) => {
        listener(red)
        return () => undefined
      },
    },
  }
}
const serveProgram = (port: Port) =>
  serve<AppApi>(Object.assign(Object.create(null) as AppApi, answering(1)), port, {
    schemas: APP_SCHEMAS,
  })
const serveEngine = (port: Port, red: number) =>
  serve<DirectApi>(Object.assign(Object.create(null) as DirectApi, answering(red)), port, {
    schemas: DIRECT_SCHEMAS,
  })
const pixel = { id: 'a', x: 0, y: 0 }

test('asks the engine for pixels and the program for files, and goes on with the next engine', async () => {
  const connecting = connectApp(page)
  hand('selfsame:engine-port', 'another window').close()
  const first = hand('selfsame:engine-port')
  serveEngine(first, 2)
  serveProgram(hand('selfsame:port'))
  const api = await connecting
  const told: unknown[] = []
  api.edits.onEstimate((estimate) => told.push(estimate))
  expect(await api.pictures.colourAt(pixel)).toEqual([2])
  const file = await api.pictures.export({ id: 'a', format: 'png', quality: 1, keepMetadata: true })
  expect([...file]).toEqual([1])
  serveEngine(hand('selfsame:engine-port'), 3)
  expect(await api.pictures.colourAt(pixel)).toEqual([3])
  await vi.waitFor(() => expect(told).toEqual([2, 3]))
})

test('asks the program where the engine dies before it answers', async () => {
  const connecting = connectApp(page)
  const dying = hand('selfsame:engine-port')
  serveProgram(hand('selfsame:port'))
  const api = await connecting
  const asked = api.pictures.colourAt(pixel)
  dying.onMessage(() => dying.close())
  expect(await asked).toEqual([1])
})
