/**
 * The asking side of the contract: an API whose services lie behind a port, used as if they were here.
 * What it is asked is sent as it is; the answering side (rpc.ts) checks it.
 */
import { AppError } from './app-error.ts'
import type { Dispose, Port } from './port.ts'
import { sentence } from './sentences.ts'
import { fieldsOf, fromWire } from './wire.ts'

/** An API that outlives the port it is reached through. */
export interface Connection<Api> {
  readonly api: Api
  /** Goes on over this port: tells it what is listened to and sends the calls that have waited for it. */
  readonly attach: (port: Port) => void
  /** Leaves the port, which is about to close: what is `repeatable` is sent again over the next, the rest fails. */
  readonly leave: (repeatable: (path: string) => boolean) => void
  /** Ends the waiting: calls fail at once until the next port is attached. */
  readonly giveUp: () => void
}

/** The API at the other end of one port; when that closes, it is over. See createConnection(). */
export function connect<Api extends object>(port: Port): Api {
  const { api, attach, giveUp } = createConnection<Api>()
  attach(port)
  port.onClose(giveUp)
  return api
}

/** What a call fails with whose port is gone. */
type Lost = () => AppError

/**
 * A connection without a port yet. A call rejects with AppError: with what the other end threw, 'cancelled' once an
 * aborted call has ended there, and 'engine-died', or what `lost` makes, when the port closes before the answer. Between
 * two ports calls wait.
 */
export function createConnection<Api extends object>(lost: Lost = endOfPort): Connection<Api> {
  const { call, listen, attach, leave, giveUp } = startConversation(lost)
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
  return { api: membersByName(serviceNamed) as Api, attach, leave, giveUp }
}

interface Pending {
  readonly message: { readonly id: number; readonly path: string }
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
  sent: boolean
}

type Listener = (value: unknown) => void

/** Calls and subscriptions over whatever port there is at the moment. */
function startConversation(lost: Lost) {
  let port: Port | null = null
  const send = (message: unknown) => {
    port?.send(message)
    return port !== null
  }
  const calls = trackCalls(send, lost)
  const events = trackListeners(send)
  return {
    call: calls.call,
    listen: events.listen,
    giveUp: calls.giveUp,
    leave: (repeatable: (path: string) => boolean) => {
      port = null
      calls.takeBack(repeatable)
    },
    attach: (next: Port) => {
      port = next
      next.onMessage((message) => {
        const { type, id, path, value, error } = fieldsOf(message)
        if (type === 'event' && typeof path === 'string') events.tell(path, value)
        if (type === 'result' && typeof id === 'number') calls.find(id)?.resolve(value)
        if (type === 'error' && typeof id === 'number') calls.find(id)?.reject(fromWire(error))
      })
      next.onClose(() => {
        if (port === next) port = null
        calls.loseSent()
      })
      events.resend()
      calls.sendWaiting()
    },
  }
}

/** False when there is no port to send over. */
type Send = (message: unknown) => boolean

/** Matches answers to calls. A call that could not be sent waits. */
function trackCalls(send: Send, lost: Lost) {
  const pending = new Map<number, Pending>()
  let over = false
  let lastId = 0

  const call =
    (path: string) =>
    async (...args: unknown[]): Promise<unknown> => {
      const signal = args.find(isSignal)
      const request = args.find((argument) => argument !== signal)
      if (signal?.aborted) throw cancelled()
      if (over) throw lost()
      const id = ++lastId
      const cancel = () => {
        if (pending.get(id)?.sent) send({ type: 'cancel', id })
        else pending.get(id)?.reject(cancelled())
      }
      signal?.addEventListener('abort', cancel)
      try {
        return await new Promise<unknown>((resolve, reject) => {
          const message = { type: 'call', id, path, request }
          pending.set(id, { message, resolve, reject, sent: false })
          trySending()
        })
      } finally {
        pending.delete(id)
        signal?.removeEventListener('abort', cancel)
      }
    }
  const trySending = () => {
    for (const waiting of pending.values()) waiting.sent ||= send(waiting.message)
  }
  const sendWaiting = () => {
    over = false
    trySending()
  }
  const takeBack = (repeatable: (path: string) => boolean) => {
    for (const call of pending.values()) if (repeatable(call.message.path)) call.sent = false
  }
  const loseSent = () => {
    for (const { sent, reject } of pending.values()) if (sent) reject(lost())
  }
  const giveUp = () => {
    over = true
    for (const { reject } of pending.values()) reject(lost())
  }
  return { call, sendWaiting, takeBack, loseSent, giveUp, find: (id: number) => pending.get(id) }
}

/** Subscribes at the other end while somebody listens here. */
function trackListeners(send: Send) {
  const listeners = new Map<string, Set<Listener>>()
  return {
    tell: (path: string, value: unknown) => {
      for (const listener of listeners.get(path) ?? []) listener(value)
    },
    resend: () => {
      for (const [path, { size }] of listeners) if (size > 0) send({ type: 'subscribe', path })
    },
    listen:
      (path: string) =>
      (listener: Listener): Dispose => {
        const own: Listener = (value) => listener(value)
        const heard = lazily(listeners, path, () => new Set<Listener>())
        if (heard.size === 0) send({ type: 'subscribe', path })
        heard.add(own)
        return () => {
          if (heard.delete(own) && heard.size === 0) send({ type: 'unsubscribe', path })
        }
      },
  }
}

function cancelled(): AppError {
  return new AppError('cancelled', 'Cancelled.')
}

function endOfPort(): AppError {
  return new AppError('engine-died', sentence('engineDied'))
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
