/**
 * The asking side of the contract: an API whose services lie behind a port, used as if they were here.
 * What it is asked is sent as it is; the answering side (rpc.ts) checks it.
 */
import { AppError } from './app-error.ts'
import type { Dispose, Port } from './port.ts'
import { fieldsOf, fromWire } from './wire.ts'

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

type Listener = (value: unknown) => void

/**
 * The API at the other end. A call rejects with AppError: with what the other end threw, 'cancelled' once an aborted
 * call has ended there, and 'engine-died' when the port closes before the answer.
 */
export function connect<Api extends object>(port: Port): Api {
  const { call, listen } = startConversation(port)
  const services = new Map<string, object>()
  const serviceNamed = (service: string) =>
    lazily(services, service, () => {
      const members = new Map<string, unknown>()
      return membersByName((name) => {
        const path = `${service}.${name}`
        return lazily(members, name, () => (/^on[A-Z]/.test(name) ? listen(path) : call(path)))
      })
    })
  // A proxy has whatever member is asked for, which is more than a type can be inferred from.
  return membersByName(serviceNamed) as Api
}

/** Sends calls and subscriptions and matches the answers to them. */
function startConversation(port: Port) {
  const pending = new Map<number, Pending>()
  const listeners = new Map<string, Set<Listener>>()
  let lastId = 0
  let closed = false

  port.onMessage((message) => {
    const { type, id, path, value, error } = fieldsOf(message)
    if (type === 'event' && typeof path === 'string') {
      for (const listener of listeners.get(path) ?? []) listener(value)
    }
    if (typeof id !== 'number') return
    if (type === 'result') pending.get(id)?.resolve(value)
    if (type === 'error') pending.get(id)?.reject(fromWire(error))
    if (type === 'result' || type === 'error') pending.delete(id)
  })
  port.onClose(() => {
    closed = true
    for (const { reject } of pending.values()) reject(endOfPort())
    pending.clear()
  })

  const call =
    (path: string) =>
    async (...args: unknown[]): Promise<unknown> => {
      const signal = args.find(isSignal)
      const request = args.find((argument) => argument !== signal)
      if (signal?.aborted) throw new AppError('cancelled', 'Cancelled.')
      if (closed) throw endOfPort()
      const id = ++lastId
      const cancel = () => port.send({ type: 'cancel', id })
      signal?.addEventListener('abort', cancel)
      try {
        return await new Promise<unknown>((resolve, reject) => {
          pending.set(id, { resolve, reject })
          port.send({ type: 'call', id, path, request })
        })
      } finally {
        pending.delete(id)
        signal?.removeEventListener('abort', cancel)
      }
    }

  const listen =
    (path: string) =>
    (listener: Listener): Dispose => {
      const own: Listener = (value) => listener(value)
      const heard = lazily(listeners, path, () => new Set<Listener>())
      if (heard.size === 0) port.send({ type: 'subscribe', path })
      heard.add(own)
      return () => {
        if (heard.delete(own) && heard.size === 0) port.send({ type: 'unsubscribe', path })
      }
    }
  return { call, listen }
}

function endOfPort(): AppError {
  return new AppError(
    'engine-died',
    'The part of Selfsame that worked on this has stopped and is being started again; try once more.',
  )
}

function isSignal(value: unknown): value is AbortSignal {
  return (
    typeof value === 'object' && value !== null && 'aborted' in value && 'throwIfAborted' in value
  )
}

/** An object that makes its members when they are asked for; never one that a promise or a framework probes for. */
function membersByName(make: (name: string) => unknown): object {
  const isProbe = (name: string | symbol): name is symbol =>
    typeof name === 'symbol' || name === 'then' || name === 'toJSON' || name.startsWith('_')
  return new Proxy(Object.create(null) as object, {
    get: (_, name) => (isProbe(name) ? undefined : make(name)),
  })
}

function lazily<Key, Value>(values: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = values.get(key) ?? make()
  values.set(key, value)
  return value
}
