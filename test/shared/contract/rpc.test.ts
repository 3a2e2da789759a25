/**
 * The contract as both ends see it, whatever lies between them.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { AppError } from '../../../src-shared/contract/app-error.ts'
import { connect } from '../../../src-shared/contract/connect.ts'
import { serve } from '../../../src-shared/contract/rpc.ts'
import type { Schemas } from '../../../src-shared/contract/rpc.ts'
import { sentence } from '../../../src-shared/contract/sentences.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { TRANSPORTS } from './transports.ts'
import type { Connected } from './transports.ts'

interface Sums {
  add(request: { readonly terms: readonly number[] }): Promise<number>
  invert(request: { readonly samples: Uint8Array; readonly deep: Uint16Array }): Promise<{
    readonly samples: Uint8Array
    readonly deep: Uint16Array
  }>
  never(request: { readonly name: string }, signal?: AbortSignal): Promise<void>
  fail(kind: string): Promise<void>
  nothing(): Promise<void>
}

interface News {
  publish(text: string): Promise<void>
  onText(listener: (text: string) => void): () => void
}

interface Toy {
  readonly sums: Sums
  readonly news: News
}

const SCHEMAS: Schemas<Toy> = {
  sums: {
    add: z.object({ terms: z.array(z.number()).max(3) }),
    invert: z.object({ samples: z.instanceof(Uint8Array), deep: z.instanceof(Uint16Array) }),
    never: z.object({ name: z.string() }),
    fail: z.string(),
    nothing: z.undefined(),
  },
  news: { publish: z.string(), onText: 'event' },
}

const FAILURES: Readonly<Record<string, Error>> = {
  full: Object.assign(new Error('ENOSPC: no space left on device, write /secret/a.png'), {
    code: 'ENOSPC',
    path: '/secret/a.png',
  }),
  user: new UserError('picos.jpg is no picture; choose another file.'),
  named: new UserError(sentence('fileEmpty', { file: 'picos.jpg' })),
  app: new AppError('engine-died', 'The engine has died.'),
  defect: new TypeError('cannot read /home/someone/secret of undefined'),
}

function createToy() {
  const listeners = new Set<(text: string) => void>()
  const running = new Map<string, AbortSignal>()
  const sums: Sums & { hidden: () => Promise<string> } = {
    add: ({ terms }) => Promise.resolve(terms.reduce((a, b) => a + b, 0)),
    invert: ({ samples, deep }) =>
      Promise.resolve({ samples: samples.map((v) => 255 - v), deep: deep.map((v) => 65535 - v) }),
    never: ({ name }, signal) =>
      new Promise((_, reject) => {
        if (signal === undefined) throw new Error('no signal')
        running.set(name, signal)
        signal.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')))
      }),
    fail: (kind) => Promise.reject(FAILURES[kind] ?? new Error('no such failure')),
    nothing: () => Promise.resolve(),
    hidden: () => Promise.resolve('not for you'),
  }
  const news: News = {
    publish: (text) => {
      for (const listener of listeners) listener(text)
      return Promise.resolve()
    },
    onText: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  return { api: { sums, news }, listeners, running }
}

const until = (condition: () => boolean) => vi.waitFor(() => expect(condition()).toBe(true))

describe.each(Object.entries(TRANSPORTS))('over %s', (_, connectBoth) => {
  let toy: ReturnType<typeof createToy>
  let ends: Connected
  let remote: Toy
  let defects: [string, unknown][]

  beforeEach(async () => {
    toy = createToy()
    ends = await connectBoth()
    defects = []
    const onDefect = (error: unknown, method: string) => void defects.push([method, error])
    serve<Toy>(toy.api, ends.here, { schemas: SCHEMAS, onDefect })
    remote = connect<Toy>(ends.there)
  })
  afterEach(() => ends.end())

  test('a call gives what the method gives', async () => {
    expect(await remote.sums.add({ terms: [1, 2, 3.5] })).toBe(6.5)
    expect(await remote.sums.nothing()).toBeUndefined()
  })

  test('answers find their calls when many are under way', async () => {
    const sums = Array.from({ length: 50 }, (_, i) => remote.sums.add({ terms: [i, i] }))
    expect(await Promise.all(sums)).toEqual(Array.from({ length: 50 }, (_, i) => 2 * i))
  })

  test('samples of 8 and 16 bits come through, also from within a larger buffer', async () => {
    const samples = new Uint8Array([9, 9, 9, 0, 128, 255]).subarray(3)
    const deep = new Uint16Array([7, 0, 65535, 256]).subarray(1)
    const { samples: bytes, deep: words } = await remote.sums.invert({ samples, deep })
    expect([...bytes]).toEqual([255, 127, 0])
    expect([...words]).toEqual([65535, 0, 65279])
    expect(words).toBeInstanceOf(Uint16Array)
  })

  test('a request that does not fit its schema is refused by name and never reaches the method', async () => {
    const add = vi.spyOn(toy.api.sums, 'add')
    const wrong = remote.sums.add({ terms: [1, 2, 3, 4] })
    await expect(wrong).rejects.toMatchObject({ code: 'invalid' })
    await expect(wrong).rejects.toThrow(/sums\.add.*request\.terms/)
    expect(add).not.toHaveBeenCalled()
  })

  test.each(['sums.hidden', 'sums.constructor', 'sums.toString', 'sums.__proto__', 'other.add'])(
    'a method that no schema names (%s) cannot be reached',
    async (path) => {
      const answer = new Promise((resolve) => ends.there.onMessage(resolve))
      ends.there.send({ type: 'call', id: 1e6, path, request: undefined })
      expect(await answer).toMatchObject({ type: 'error', error: { code: 'invalid' } })
    },
  )

  test('what the user can mend keeps its sentence', async () => {
    const failure = remote.sums.fail('user')
    await expect(failure).rejects.toBeInstanceOf(AppError)
    await expect(failure).rejects.toMatchObject({
      code: 'user',
      message: 'picos.jpg is no picture; choose another file.',
    })
    expect(defects).toEqual([])
  })

  test('a sentence that a page may say in its own language comes with its name and values', async () => {
    await expect(remote.sums.fail('named')).rejects.toMatchObject({
      code: 'user',
      message: 'picos.jpg is empty; copy or export it again',
      said: { name: 'fileEmpty', values: { file: 'picos.jpg' } },
    })
  })

  test('a full disk is told in a sentence without the path, and is no defect', async () => {
    await expect(remote.sums.fail('full')).rejects.toMatchObject({
      code: 'user',
      message: 'No space is left on the device; free some or choose another place.',
    })
    expect(defects).toEqual([])
  })

  test('an error of the contract keeps its code', async () => {
    await expect(remote.sums.fail('app')).rejects.toMatchObject({ code: 'engine-died' })
  })

  test('a defect shows no path and no stack, but is told to the side where it happened', async () => {
    const error: unknown = await remote.sums.fail('defect').catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'internal' })
    expect(JSON.stringify([error, String(error)])).not.toContain('secret')
    expect(defects).toEqual([['sums.fail', FAILURES['defect']]])
  })

  test('an aborted call ends as cancelled when the method has ended', async () => {
    const abort = new AbortController()
    const call = remote.sums.never({ name: 'first' }, abort.signal)
    await until(() => toy.running.has('first'))
    abort.abort()
    await expect(call).rejects.toMatchObject({ code: 'cancelled' })
    expect(toy.running.get('first')?.aborted).toBe(true)
  })

  test('cancelling one call leaves the others alone', async () => {
    const abort = new AbortController()
    const first = remote.sums.never({ name: 'first' }, abort.signal)
    void remote.sums.never({ name: 'second' }).catch(() => undefined)
    await until(() => toy.running.size === 2)
    abort.abort()
    await expect(first).rejects.toMatchObject({ code: 'cancelled' })
    expect(toy.running.get('second')?.aborted).toBe(false)
  })

  test('a call with a signal that is aborted already is not sent', async () => {
    const call = remote.sums.never({ name: 'first' }, AbortSignal.abort())
    await expect(call).rejects.toMatchObject({ code: 'cancelled' })
    await remote.sums.nothing()
    expect(toy.running.size).toBe(0)
  })

  test('an event reaches every listener, in order, until it is disposed of', async () => {
    const [first, second]: [string[], string[]] = [[], []]
    const disposeFirst = remote.news.onText((text) => first.push(text))
    const disposeSecond = remote.news.onText((text) => second.push(text))
    await remote.news.publish('one')
    await remote.news.publish('two')
    disposeFirst()
    await remote.news.publish('three')
    expect(first).toEqual(['one', 'two'])
    expect(second).toEqual(['one', 'two', 'three'])
    expect(toy.listeners.size).toBe(1)
    disposeSecond()
    disposeSecond()
    await until(() => toy.listeners.size === 0)
  })

  test('calls that wait when the port closes, and those made later, say that the engine died', async () => {
    const waiting = remote.sums.never({ name: 'first' })
    await until(() => toy.running.has('first'))
    ends.here.close()
    await expect(waiting).rejects.toMatchObject({ code: 'engine-died' })
    await expect(remote.sums.nothing()).rejects.toMatchObject({ code: 'engine-died' })
  })

  test('what runs for an end that has gone is aborted, and nobody listens for it any more', async () => {
    void remote.sums.never({ name: 'first' }).catch(() => undefined)
    remote.news.onText(() => undefined)
    await until(() => toy.running.has('first') && toy.listeners.size === 1)
    ends.there.close()
    await until(() => toy.running.get('first')?.aborted === true && toy.listeners.size === 0)
  })

  test('messages that mean nothing are passed over', async () => {
    for (const message of [null, 7, 'call', [], { type: 'call' }, { type: 'result', id: 99 }]) {
      ends.there.send(message)
      ends.here.send(message)
    }
    await sleep(5)
    expect(await remote.sums.add({ terms: [2, 2] })).toBe(4)
  })

  test('an API behind a port can be served again, so that a process can stand between', async () => {
    const outer = await connectBoth()
    serve<Toy>(remote, outer.here, { schemas: SCHEMAS })
    const far = connect<Toy>(outer.there)
    const heard: string[] = []
    far.news.onText((text) => heard.push(text))
    await far.news.publish('hello')
    expect(heard).toEqual(['hello'])
    const abort = new AbortController()
    const call = far.sums.never({ name: 'far' }, abort.signal)
    await until(() => toy.running.has('far'))
    abort.abort()
    await expect(call).rejects.toMatchObject({ code: 'cancelled' })
    await expect(far.sums.fail('user')).rejects.toMatchObject({ code: 'user' })
    await outer.end()
  })
})
