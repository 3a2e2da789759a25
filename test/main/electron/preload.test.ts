import { beforeAll, describe, expect, test, vi } from 'vitest'

const { ipc, sent, listeners, posted, dispatched } = vi.hoisted(() => ({
  ipc: new Map<string, (event: { readonly ports: readonly unknown[] }) => void>(),
  sent: [] as unknown[][],
  listeners: new Map<string, (event: object) => void>(),
  posted: [] as unknown[][],
  dispatched: [] as string[],
}))

vi.mock('electron', () => ({
  ipcRenderer: {
    on: (name: string, listener: (event: { readonly ports: readonly unknown[] }) => void) =>
      ipc.set(name, listener),
    send: (...args: unknown[]) => sent.push(args),
  },
  webUtils: { getPathForFile: (file: { readonly path: string }) => file.path },
}))

beforeAll(async () => {
  vi.stubGlobal('window', {
    location: { origin: 'selfsame://app' },
    postMessage: (...args: unknown[]) => posted.push(args),
    addEventListener: (type: string, listener: (event: object) => void) =>
      listeners.set(type, listener),
    dispatchEvent: ({ type }: Event) => dispatched.push(type),
  })
  vi.stubGlobal('DragEvent', class extends Event {})
  await import('../../../src-main/host/electron/preload.ts')
})

/** Drops files with these paths on a part of the page; true if the page did not get the event. */
function drop(paths: readonly string[], zone: string | null = null): boolean {
  let taken = false
  listeners.get('drop')?.({
    target: { closest: () => (zone === null || zone === 'tabs' ? null : { zone }) },
    dataTransfer: { files: paths.map((path) => ({ path })) },
    preventDefault: () => undefined,
    stopImmediatePropagation: () => (taken = true),
  })
  return taken
}

describe('the preload', () => {
  test('leaves nothing behind in the page and asks for a port once the page has run', () => {
    expect(sent).toEqual([])
    listeners.get('DOMContentLoaded')?.({})
    expect(sent).toEqual([['selfsame:connect']])
  })

  test('hands the page exactly one port a message, and only to its own origin', () => {
    ipc.get('selfsame:port')?.({ ports: ['one', 'two'] })
    expect(posted).toEqual([['selfsame:port', 'selfsame://app', ['one']]])
    ipc.get('selfsame:engine-port')?.({ ports: ['three'] })
    expect(posted.at(-1)).toEqual(['selfsame:engine-port', 'selfsame://app', ['three']])
    expect([...ipc.keys()]).toEqual(['selfsame:port', 'selfsame:engine-port'])
  })

  test('turns dropped files into paths for the program and ends the drag in the page', () => {
    expect(drop(['/a.png', '/album'])).toBe(true)
    expect(sent.at(-1)).toEqual(['selfsame:dropped', ['/a.png', '/album']])
    expect(dispatched).toEqual(['dragleave'])
  })

  test('leaves to the page what has no path and what is dropped on a part with its own use', () => {
    const before = sent.length
    expect(drop([''])).toBe(false)
    expect(drop([])).toBe(false)
    expect(drop(['/mask.png'], 'mask')).toBe(false)
    expect(sent).toHaveLength(before)
  })
})
