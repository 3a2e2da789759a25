/**
 * Who may talk to the server: a browser on this machine that was given the token, on a page of this server.
 * Only looks at headers; answers nothing itself.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

const COOKIE = 'selfsame'

export interface Gate {
  /** True where Host and Origin are this server's own, so that no other site is behind the request. */
  readonly isFromHere: (headers: IncomingHttpHeaders) => boolean
  /** True for a request that carries the token in its cookie. */
  readonly hasToken: (headers: IncomingHttpHeaders) => boolean
  readonly isToken: (candidate: string) => boolean
  /** The header that makes the browser carry the token from now on. */
  readonly cookie: string
}

/** A gate for the server at this port of the loopback address. */
export function createGate({ port, token }: { port: number; token: string }): Gate {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
  const name = `${COOKIE}-${port}`
  const isToken = (candidate: string) => timingSafeEqual(digest(candidate), digest(token))
  return {
    isFromHere: ({ host = '', origin }) =>
      hosts.includes(host) && (origin === undefined || origin === `http://${host}`),
    hasToken: ({ cookie = '' }) =>
      cookie.split(';').some((pair) => {
        const [key = '', value = ''] = pair.trim().split('=')
        return key === name && isToken(value)
      }),
    isToken,
    cookie: `${name}=${token}; HttpOnly; SameSite=Strict; Path=/`,
  }
}

/** Of equal length for every text, as the comparison needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
