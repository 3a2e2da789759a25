/**
 * Makes an API of services (objects of asynchronous methods and onX events) reachable through a port.
 * A method takes at most one request and, last, an AbortSignal; whatever enters is checked against the API's schemas.
 */
import { AppError } from './app-error.ts'
import type { Dispose, Port } from './port.ts'
import { fieldsOf, toWire } from './wire.ts'

/** What is needed of a zod schema. */
export interface Schema<Value> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: Value }
    | {
        readonly success: false
        readonly error: {
          readonly issues: readonly { readonly path: PropertyKey[]; readonly message: string }[]
        }
      }
}

type Method<Result> = (...args: never[]) => Result

/** The request of a method, undefined for one that has none. */
export type RequestOf<Member> = Member extends (request: infer Request, ...rest: never[]) => unknown
  ? unknown extends Request
    ? undefined
    : Request
  : never

/** A schema for the request of every method, and every event by name: what is not in here cannot be reached. */
export type Schemas<Api> = {
  readonly [Service in keyof Api]: {
    readonly [Name in keyof Api[Service]]: Api[Service][Name] extends Method<Promise<unknown>>
      ? Schema<RequestOf<Api[Service][Name]>>
      : 'event'
  }
}

export interface ServeOptions<Api> {
  readonly schemas: Schemas<Api>
  /** Is told of every error that the other side only sees as a defect, with the name of the method. */
  readonly onDefect?: ((error: unknown, method: string) => void) | undefined
}

/** Answers what comes through the port until it closes or the result is called; then all that runs is aborted. */
export function serve<Api extends object>(
  api: Api,
  port: Port,
  { schemas, onDefect }: ServeOptions<Api>,
): Dispose {
  const endpoints = endpointsOf(api, schemas)
  const running = new Map<number, AbortController>()
  const subscriptions = new Map<string, Dispose>()

  const answer = async (id: number, path: string, input: unknown) => {
    const abort = new AbortController()
    running.set(id, abort)
    try {
      const value = await endpoints.call(path, input, abort.signal)
      port.send({ type: 'result', id, value })
    } catch (error) {
      const wire = toWire(error)
      if (wire.code === 'internal') onDefect?.(error, path)
      port.send({ type: 'error', id, error: wire })
    } finally {
      running.delete(id)
    }
  }
  const subscribe = (path: string) => {
    if (subscriptions.has(path)) return
    const dispose = endpoints.listen(path, (value) => port.send({ type: 'event', path, value }))
    if (dispose) subscriptions.set(path, dispose)
  }
  const unsubscribe = (path: string) => {
    subscriptions.get(path)?.()
    subscriptions.delete(path)
  }

  const ignoreMessages = port.onMessage((message) => {
    const { type, id, path, request } = fieldsOf(message)
    if (type === 'cancel' && typeof id === 'number') running.get(id)?.abort()
    if (typeof path !== 'string') return
    if (type === 'subscribe') subscribe(path)
    if (type === 'unsubscribe') unsubscribe(path)
    if (type === 'call' && typeof id === 'number' && !running.has(id))
      void answer(id, path, request)
  })
  const stop = () => {
    ignoreMessages()
    for (const abort of running.values()) abort.abort()
    for (const path of subscriptions.keys()) unsubscribe(path)
  }
  port.onClose(stop)
  return stop
}

/** The members of the services that the schemas name, by 'service.member'. */
function endpointsOf<Api extends object>(api: Api, schemas: Schemas<Api>) {
  const table = new Map<string, { schema: unknown; run: (args: readonly unknown[]) => unknown }>()
  for (const [service, members] of Object.entries<object>(schemas)) {
    const owner: unknown = Reflect.get(api, service)
    if (typeof owner !== 'object' || owner === null) continue
    for (const [name, schema] of Object.entries(fieldsOf(members))) {
      const run = (args: readonly unknown[]): unknown => {
        const member: unknown = Reflect.get(owner, name)
        return typeof member === 'function' ? Reflect.apply(member, owner, args) : undefined
      }
      table.set(`${service}.${name}`, { schema, run })
    }
  }
  return {
    call: (path: string, input: unknown, signal: AbortSignal): unknown => {
      const endpoint = table.get(path)
      if (!endpoint || !isSchema(endpoint.schema))
        throw new AppError('invalid', `There is no method ${path}.`)
      const request = parse(endpoint.schema, input, path)
      return endpoint.run(request === undefined ? [signal] : [request, signal])
    },
    listen: (path: string, listener: (value: unknown) => void): Dispose | undefined => {
      const endpoint = table.get(path)
      if (endpoint?.schema !== 'event') return undefined
      const dispose = endpoint.run([listener])
      return typeof dispose === 'function' ? () => void Reflect.apply(dispose, null, []) : undefined
    },
  }
}

function isSchema(value: unknown): value is Schema<unknown> {
  return typeof value === 'object' && value !== null && 'safeParse' in value
}

/** The request as the schema gives it back. AppError 'invalid' naming the first field that does not fit. */
function parse(schema: Schema<unknown>, input: unknown, path: string): unknown {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const field = ['request', ...(issue?.path ?? [])].join('.')
  throw new AppError('invalid', `${path} cannot take its ${field}: ${issue?.message ?? 'wrong'}.`)
}
