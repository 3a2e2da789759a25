/**
 * An API behind a web socket that is opened again when it closes. Calls that were under way then fail; later ones wait
 * for the next socket, unless that cannot be opened either.
 */
import { AppError } from '../../src-shared/contract/app-error.ts'
import { createConnection } from '../../src-shared/contract/connect.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { websocketPort } from '../../src-shared/contract/websocket-port.ts'
import type { WebSocketLike } from '../../src-shared/contract/websocket-port.ts'

/** Milliseconds before the first attempt to connect again; twice as many before each further one ... */
const FIRST_WAIT = 250
/** ... up to this. */
const LONGEST_WAIT = 5000

export interface KeepConnectedOptions {
  readonly open: () => WebSocketLike
  readonly later: (milliseconds: number, action: () => void) => void
}

const unreachable = () => new AppError('unreachable', sentence('unreachable'))

/** The API, whose subscriptions outlive every socket. */
export function keepConnected<Api extends object>({ open, later }: KeepConnectedOptions): Api {
  const { api, attach, giveUp } = createConnection<Api>(unreachable)
  let wait = FIRST_WAIT
  const connectOnce = () => {
    const socket = open()
    let opened = false
    socket.addEventListener('open', () => {
      opened = true
      wait = FIRST_WAIT
    })
    const port = websocketPort(socket)
    attach(port)
    port.onClose(() => {
      if (!opened) giveUp()
      later(wait, connectOnce)
      wait = Math.min(2 * wait, LONGEST_WAIT)
    })
  }
  connectOnce()
  return api
}
