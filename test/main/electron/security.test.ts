import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { electronDouble, preventable } from '../../support/electron-double.ts'
import { KNOWN_PICTURE, startProgram, type StartedProgram } from '../../support/started-program.ts'

vi.mock('electron', async () => (await import('../../support/electron-double.ts')).electronDouble)

let program: StartedProgram
beforeAll(async () => {
  program = await startProgram()
  const page = join(program.folder, 'dist', 'renderer')
  mkdirSync(join(page, 'assets'), { recursive: true })
  writeFileSync(join(page, 'index.html'), '<!doctype html>page')
  writeFileSync(join(page, 'assets', 'index-D3.js'), 'export {}')
  writeFileSync(join(program.folder, 'dist', 'secret.js'), 'secret')
})

const ask = async (url: string, method = 'GET') => {
  const handler = electronDouble.protocol.handlers.get(new URL(url).protocol.slice(0, -1))
  if (!handler) throw new Error(`nobody answers ${url}`)
  return handler({ url, method })
}

describe('the page', () => {
  test('is sandboxed, isolated and without Node', () => {
    expect(program.window.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
    })
    const { calls } = electronDouble.app
    expect(calls.indexOf('enableSandbox')).toBeLessThan(calls.indexOf('whenReady'))
    expect(calls.indexOf('enableSandbox')).toBeGreaterThanOrEqual(0)
  })

  test('comes from its own scheme, which was made known before the program was ready', () => {
    expect(program.window.loaded).toEqual(['selfsame://app/index.html'])
    const { calls } = electronDouble.app
    expect(calls.indexOf('registerSchemes')).toBeLessThan(calls.indexOf('whenReady'))
    const privileges = electronDouble.protocol.privileged.map((entry) => entry.privileges)
    expect(privileges.every((own) => own['standard'] && own['secure'])).toBe(true)
    expect(privileges.some((own) => own['bypassCSP'] || own['allowServiceWorkers'])).toBe(false)
  })

  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
    'is stopped at %s',
    (name) => {
      const event = preventable({ url: 'https://example.org/' })
      program.window.webContents.emit(name, event)
      expect(event.wasPrevented()).toBe(true)
    },
  )

  test('opens no windows', () => {
    const answer = program.window.webContents.windowOpenHandler?.({ url: 'selfsame://app/' })
    expect(answer).toEqual({ action: 'deny' })
  })

  test('downloads nothing and reaches no network and no files', () => {
    const event = preventable()
    electronDouble.session.defaultSession.emit('will-download', event)
    expect(event.wasPrevented()).toBe(true)
    const { blocked } = electronDouble.session.defaultSession.state
    for (const scheme of ['http', 'https', 'ws', 'wss', 'file'])
      expect(blocked).toContain(`${scheme}://*/*`)
  })

  test.each([
    ['media', 'selfsame://app/index.html', false],
    ['geolocation', 'selfsame://app/index.html', false],
    ['clipboard-read', 'selfsame://app/index.html', false],
    ['clipboard-sanitized-write', 'https://example.org/', false],
    ['clipboard-sanitized-write', 'selfsame://app.example.org/', false],
    ['clipboard-sanitized-write', 'selfsame://app/index.html', true],
  ])('asking for %s from %s gets %s', (permission, requestingUrl, expected) => {
    const { request, check, device } = electronDouble.session.defaultSession.state
    let granted: boolean | null = null
    request?.(null, permission, (allowed) => (granted = allowed), { requestingUrl })
    expect(granted).toBe(expected)
    expect(check?.(null, permission, requestingUrl)).toBe(expected)
    expect(device?.()).toBe(false)
  })
})

describe('the scheme of the page', () => {
  test('serves its files with their type under a strict policy', async () => {
    const answer = await ask('selfsame://app/assets/index-D3.js')
    expect(await answer.text()).toBe('export {}')
    expect(answer.headers.get('content-type')).toContain('text/javascript')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    const policy = answer.headers.get('content-security-policy') ?? ''
    const rules = new Map(policy.split('; ').map((rule) => [rule.split(' ')[0], rule]))
    expect(rules.get('default-src')).toBe(`default-src 'none'`)
    expect(rules.get('script-src')).toBe(`script-src 'self'`)
    expect(rules.get('style-src')).toBe(`style-src 'self'`)
    expect(policy).not.toMatch(/unsafe|http|\*/)
  })

  test('serves index.html at its root', async () => {
    expect(await (await ask('selfsame://app/')).text()).toBe('<!doctype html>page')
  })

  test.each([
    'selfsame://app/%2e%2e/secret.js',
    'selfsame://app/..%2fsecret.js',
    'selfsame://app/assets/..%5c..%5csecret.js',
    'selfsame://app/assets//index-D3.js',
    'selfsame://app/.hidden.js',
    'selfsame://app/%00.js',
    'selfsame://app/C:/secret.js',
    'selfsame://app/missing.js',
    'selfsame://app/assets',
    'selfsame://other/index.html',
  ])('refuses %s', async (url) => {
    const answer = await ask(url)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(await answer.text()).toBe('')
  })

  test('refuses to be written to', async () => {
    expect((await ask('selfsame://app/index.html', 'POST')).status).toBe(405)
  })
})

describe('the scheme of images', () => {
  test('serves a picture by its id, sample for sample', async () => {
    const answer = await ask(`selfsame-image://picture/${KNOWN_PICTURE}?side=64`)
    expect(answer.headers.get('content-type')).toBe('image/png')
    const png = Buffer.from(await answer.arrayBuffer())
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
    expect([info.width, info.height, info.channels]).toEqual([2, 1, 4])
    expect([...data]).toEqual([255, 0, 0, 255, 0, 0, 255, 128])
  })

  test.each([
    ['an unknown id', 'selfsame-image://picture/ffff', 404],
    ['a path', 'selfsame-image://picture/home/user/a.png', 403],
    ['a path in disguise', 'selfsame-image://picture/..%2fa1b2', 403],
    ['no id', 'selfsame-image://picture/', 403],
    ['another host', `selfsame-image://file/${KNOWN_PICTURE}`, 400],
    ['a side without end', `selfsame-image://picture/${KNOWN_PICTURE}?side=99999`, 400],
    ['a side that is no number', `selfsame-image://picture/${KNOWN_PICTURE}?side=x`, 400],
  ])('refuses %s', async (_, url, status) => {
    expect((await ask(url)).status).toBe(status)
  })
})
