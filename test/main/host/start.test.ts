/**
 * `npm start -- --server` as a script that waits for its address sees it.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'

test('the server host prints one line of JSON when it is ready, serves the page and ends when told', async () => {
  const data = await mkdtemp(join(tmpdir(), 'start-'))
  const args = ['scripts/start.mjs', '--server', '--port', '0', '--no-open', '--data', data]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  const output = createInterface({ input: child.stdout })
  output.on('line', (line) => lines.push(line))
  await once(output, 'line')
  const { url } = JSON.parse(lines[0] ?? '') as { url: string }

  const entry = await fetch(url, { redirect: 'manual' })
  const cookie = entry.headers.get('set-cookie')?.split(';')[0] ?? ''
  const page = await fetch(new URL('/', url), { headers: { cookie } })
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('id="app"')

  const end = once(child, 'exit')
  child.kill('SIGTERM')
  await end
  await expect(fetch(url)).rejects.toThrow()
  expect(lines).toHaveLength(1)
  await rm(data, { recursive: true, force: true })
}, 180_000)

test.runIf(process.platform === 'linux')(
  'without a display one line says why no window opens, and the next one where the editor is',
  async () => {
    const data = await mkdtemp(join(tmpdir(), 'start-'))
    const child = spawn(process.execPath, ['scripts/start.mjs', '--no-open', '--data', data], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' },
    })
    const complaints: string[] = []
    createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line))
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    expect(line).toMatch(
      /^Selfsame is at http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+ \(Ctrl-C ends it\)\.$/,
    )
    expect(complaints.at(-1)).toBe(
      'There is no display for Electron; open the editor in a browser instead.',
    )
    const end = once(child, 'exit')
    child.kill('SIGTERM')
    await end
    await rm(data, { recursive: true, force: true })
  },
  180_000,
)

test('a port that is no port is refused with a sentence', async () => {
  const args = ['scripts/start.mjs', '--server', '--port', '70000', '--no-open']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const words: string[] = []
  child.stderr.on('data', (part: Buffer) => words.push(part.toString()))
  const [code] = (await once(child, 'exit')) as [number]
  expect(code).toBe(2)
  expect(words.join('')).toContain('--port takes a number from 0 to 65535, not 70000.')
}, 180_000)
