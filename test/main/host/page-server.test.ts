/**
 * The server as a browser and as somebody else sees it, over real sockets.
 */
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startPageServer } from '../../../src-main/host/server/page-server.ts'
import type { PageServer } from '../../../src-main/host/server/page-server.ts'
import { websocketPort } from '../../../src-shared/contract/websocket-port.ts'

let folder: string
let server: PageServer
let cookie: string
let host: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'page-'))
  const pageFolder = join(folder, 'page')
  await mkdir(join(pageFolder, 'assets'), { recursive: true })
  await mkdir(join(folder, 'page-of-others'))
  await writeFile(join(pageFolder, 'index.html'), '<title>the page</title>')
  await writeFile(join(pageFolder, 'assets', 'a.js'), 'export {}')
  await writeFile(join(folder, 'secret.js'), 'secret')
  await writeFile(join(folder, 'page-of-others', 'b.js'), 'secret')
  await symlink(join(folder, 'secret.js'), join(pageFolder, 'link.js'))
  const servePage = (port: {
    onMessage: (listener: (m: unknown) => void) => unknown
    send: (m: unknown) => void
  }) => port.onMessage((message) => port.send({ echo: message }))
  server = await startPageServer({ port: 0, pageFolder, servePage })
  host = new URL(server.url).host
  const entry = await ask(`/${new URL(server.url).search}`, { cookie: '' })
  cookie = String(entry.headers['set-cookie']).split(';')[0] ?? ''
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

interface Heard {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Sends the path as it stands, unlike fetch, which would tidy it up. */
async function ask(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Heard> {
  const { hostname, port } = new URL(server.url)
  const call = request({ hostname, port, path, method, headers: { cookie, ...headers } })
  const answer = new Promise<Heard>((resolve, reject) => {
    call.on('error', reject)
    call.on('response', (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => {
        const body = Buffer.concat(parts).toString()
        resolve({ status: response.statusCode, headers: response.headers, body })
      })
    })
  })
  call.end()
  return answer
}

describe('the page', () => {
  test('is served to whoever came with the token, which then leaves the address', async () => {
    const entry = await ask(`/${new URL(server.url).search}`, { cookie: '' })
    expect(entry.status).toBe(303)
    expect(entry.headers.location).toBe('/')
    expect(String(entry.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict/)
    expect(await ask('/')).toMatchObject({ status: 200, body: '<title>the page</title>' })
    expect((await ask('/assets/a.js')).headers['content-type']).toContain('text/javascript')
  })

  test('may hold no inline script or style, load nothing from elsewhere and be framed by nobody', async () => {
    const { headers } = await ask('/')
    const policy = String(headers['content-security-policy']).split('; ')
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]),
    )
    expect(policy.join()).not.toContain('unsafe')
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  test.each([
    ['no token', '/', { cookie: '' }],
    ['a wrong token', '/?token=wrong', { cookie: '' }],
    ['a wrong cookie', '/', { cookie: 'selfsame=wrong' }],
    ['the name of another host', '/', { host: 'evil.example' }],
    ['the right name at another port', '/', { host: '127.0.0.1:1' }],
    ['another origin', '/', { origin: 'http://evil.example' }],
    ['an origin without a name', '/', { origin: 'null' }],
  ])('is refused to a request with %s', async (_, path, headers) => {
    const answer = await ask(path, headers)
    expect(answer.status).toBe(403)
    expect(answer.body).not.toContain('the page')
  })

  test.each([
    '/../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/assets/../../secret.js',
    '/..%5csecret.js',
    '/../page-of-others/b.js',
    '/link.js',
    '//etc/passwd',
    '/%00',
    '/%ff',
    '/assets',
  ])('does not lead out of its folder by %s', async (path) => {
    const answer = await ask(path)
    expect(answer.status).toBe(404)
    expect(answer.body).not.toContain('secret')
  })

  test('takes no other method', async () => {
    expect((await ask('/', {}, 'POST')).status).toBe(405)
  })

  test('is not to be had from outside this machine', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
    const { port } = new URL(server.url)
    for (const address of [...others.map((other) => other.address), '127.0.0.2']) {
      const call = request({ hostname: address, port })
      const failure = once(call, 'error')
      call.end()
      expect(await failure).toMatchObject([{ code: 'ECONNREFUSED' }])
    }
  })
})

describe('the socket', () => {
  const open = (headers: Record<string, string>, path = '/app') =>
    new WebSocket(`ws://${host}${path}`, {
      headers: { cookie, origin: `http://${host}`, ...headers },
    })

  test('carries the contract for the page itself', async () => {
    const port = websocketPort(open({}))
    const answer = new Promise((resolve) => port.onMessage(resolve))
    port.send({ samples: new Uint8Array([1, 2]) })
    expect(await answer).toEqual({ echo: { samples: new Uint8Array([1, 2]) } })
    port.close()
  })

  test.each([
    ['no token', { cookie: '' }, '/app'],
    ['a wrong token', { cookie: 'selfsame=wrong' }, '/app'],
    ['another origin', { origin: 'http://evil.example' }, '/app'],
    ['an origin of another port', { origin: 'http://127.0.0.1:1' }, '/app'],
    ['no origin', { origin: '' }, '/app'],
    ['another host', { host: 'evil.example' }, '/app'],
    ['another path', {}, '/'],
  ])('is refused with %s', async (_, headers, path) => {
    const [error] = (await once(open(headers, path), 'error')) as [Error]
    expect(error.message).toContain('403')
  })
})
