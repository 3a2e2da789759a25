/**
 * The loopback server: the page over HTTP, the contract over a web socket, both behind the gate.
 * Listens on 127.0.0.1 only. The token enters in the first address and lives in a cookie from then on.
 */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Port } from '../../../src-shared/contract/port.ts'
import { websocketPort } from '../../../src-shared/contract/websocket-port.ts'
import { createGate } from './gate.ts'
import type { Gate } from './gate.ts'
import { plainAnswer, readPageFile, SAFE_HEADERS } from './page-files.ts'
import type { Answer } from './page-files.ts'

export interface PageServerOptions {
  /** 0 takes any that is free. */
  readonly port: number
  /** Folder of the built page. */
  readonly pageFolder: string
  readonly servePage: (port: Port) => void
}

export interface PageServer {
  /** Address with the token, for the browser. */
  readonly url: string
  readonly close: () => Promise<void>
}

/** Largest message, in bytes: a picture file or a mask in one piece. */
const LARGEST_MESSAGE = 2 ** 31
const SOCKET_PATH = '/app'

/** Listens, and answers once the gate is known. Rejects where the port is taken. */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const token = randomBytes(32).toString('base64url')
  const server = createServer()
  const port = await listen(server, options.port)
  const gate = createGate({ port, token })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE })

  server.on('request', (request, response) => {
    void answerRequest(request, gate, options.pageFolder)
      .catch(() => plainAnswer(500, 'The page could not be read.'))
      .then(({ status, headers, body }) => response.writeHead(status, headers).end(body))
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!maySpeak(request, gate)) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => client.terminate())
      options.servePage(websocketPort(client))
    })
  })
  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    close: async () => {
      for (const client of sockets.clients) client.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answerRequest(
  { method, url = '/', headers }: IncomingMessage,
  gate: Gate,
  pageFolder: string,
): Promise<Answer> {
  if (!gate.isFromHere(headers)) return plainAnswer(403, 'This server answers its own page only.')
  if (method !== 'GET') return plainAnswer(405, 'Only GET is answered.')
  const [path = '/', query = ''] = url.split('?', 2)
  const given = new URLSearchParams(query).get('token')
  if (path === '/' && given !== null && gate.isToken(given)) {
    const away = { ...SAFE_HEADERS, 'Set-Cookie': gate.cookie, Location: '/' }
    return { status: 303, headers: away, body: '' }
  }
  if (!gate.hasToken(headers))
    return plainAnswer(403, 'Open the address that Selfsame printed when it was started.')
  return readPageFile(pageFolder, path)
}

/** A socket must name its origin: browsers always do. */
function maySpeak({ url, headers }: IncomingMessage, gate: Gate): boolean {
  const isOurs = gate.isFromHere(headers) && headers.origin !== undefined
  return url === SOCKET_PATH && isOurs && gate.hasToken(headers)
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      if (typeof address === 'object' && address !== null) resolve(address.port)
    })
  })
}
