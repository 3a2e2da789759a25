// Measures the editor as a person meets it, over photographs of 24 megapixels, and writes docs/performance.md.
// The frames of the canvas are measured by scripts/bench-canvas.mjs, whose table becomes a part of the page.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import sharp from 'sharp'
import { launchBrowser, openPage } from '../test/app/support/editor.ts'
import { photographFile } from '../test/app/support/photographs.ts'
import { startServer } from '../test/app/support/program.ts'
import { root } from './prepare.mjs'

const [WIDTH, HEIGHT] = [6000, 4000]
const SOURCES = ['coffee.png', 'astronaut.png', 'fruits.jpg']
const STARTS = 3
const CANCELS = 5

const seconds = (start) => (performance.now() - start) / 1000
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const text = (value) => `${value.toFixed(1)} s`

/** A JPEG file of 24 megapixels: a small photograph, enlarged, with noise, so that it is as large as a real one. */
async function largePhotograph(name) {
  const noise = { type: 'gaussian', mean: 128, sigma: 12 }
  const grain = await sharp({ create: { width: 1500, height: 1000, channels: 3, noise } })
    .png()
    .toBuffer()
  const bytes = await sharp(join(root, 'assets/photographs', name))
    .resize(WIDTH, HEIGHT, { fit: 'cover' })
    .composite([{ input: grain, tile: true, blend: 'soft-light' }])
    .jpeg({ quality: 92 })
    .toBuffer()
  return { name: name.replace(/\.\w+$/, '-24mp.jpg'), bytes }
}

/** From the start of the command to a page with its samples in sight. */
async function measureStart(browser) {
  const start = performance.now()
  const program = await startServer()
  const editor = await openPage(browser, program)
  await editor.page.getByRole('button', { name: /Butterfly/ }).waitFor()
  const taken = seconds(start)
  await editor.close()
  await program.stop()
  return taken
}

/** Waits until the middle of the canvas is no longer the ground that it lies on, then until it stands still. */
async function shown(page) {
  await page.locator('.canvas-view').waitFor()
  for (let last = null; ;) {
    const look = await page.screenshot({ clip: { x: 300, y: 250, width: 300, height: 300 } })
    const { stdev } = (await sharp(look).stats()).channels[0]
    if (stdev > 8 && last?.equals(look)) return
    last = look
  }
}

/** Resident memory in MiB of a process, shared parts included. */
function memoryOf(id) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) / 1024
}

async function rendererMemory(browser, page) {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await page.evaluate(() => 0)
  const sizes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => memoryOf(id))
  return Math.max(...sizes)
}

async function measureDocuments(browser) {
  const program = await startServer()
  const editor = await openPage(browser, program)
  const { page } = editor
  const opening = []
  for (const source of SOURCES) {
    const file = await largePhotograph(source)
    const hand = await editor.hold([file])
    const start = performance.now()
    await editor.letGo(hand)
    await page.getByRole('tab', { name: file.name, selected: true }).waitFor({ timeout: 120_000 })
    await shown(page)
    opening.push(seconds(start))
  }
  await editor.draw([
    [0.45, 0.5],
    [0.5, 0.5],
  ])
  const start = performance.now()
  await page.getByText('First impression').waitFor({ timeout: 120_000 })
  const impression = seconds(start)
  const { server, engine } = program.processes()
  const memory = {
    engine: memoryOf(engine),
    server: memoryOf(server),
    page: await rendererMemory(browser, page),
  }
  await editor.close()
  await program.stop()
  return { opening, impression, memory }
}

/** From Cancel in the middle of a run until the next one could begin, on a small photograph. */
async function measureCancels(browser) {
  const program = await startServer()
  const editor = await openPage(browser, program)
  const { page } = editor
  await editor.open(await photographFile('fruits.jpg'))
  await editor.draw([
    [0.4, 0.4],
    [0.6, 0.6],
  ])
  await editor.setSlider('Steps', 8)
  await editor.setSlider('Variations', 6)
  const taken = []
  for (let i = 0; i < CANCELS; i++) {
    await page.getByRole('button', { name: 'Apply' }).click()
    await page
      .getByText(/· estimate \d/)
      .first()
      .waitFor()
    await page.waitForTimeout(70 * i) // at another place of the run each time
    taken.push(await page.evaluate(cancelNow))
  }
  await editor.close()
  await program.stop()
  return taken
}

/** Runs in the page, so that the way there and back is not counted; in seconds. */
async function cancelNow() {
  const start = performance.now()
  const isThere = (word) =>
    [...document.querySelectorAll('.apply > button')].find((it) => it.textContent.includes(word))
  isThere('Cancel')?.click()
  while (!isThere('Apply')) await new Promise((resolve) => globalThis.setTimeout(resolve, 5))
  return (performance.now() - start) / 1000
}

/** The table that the canvas measures of itself. */
function canvasFrames() {
  const script = join(root, 'scripts/bench-canvas.mjs')
  const { stdout } = spawnSync(process.execPath, [script], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return stdout.trimEnd()
}

function document({ starts, cancels, opening, impression, memory, frames, load }) {
  const other =
    load > 0.5
      ? `Other work was going on (load ${load.toFixed(1)}), so read them as upper bounds`
      : 'Nothing else was running'
  const mib = (value) => `${Math.round(value)} MiB`
  const sum = memory.engine + memory.server + memory.page
  return `# Performance

Written by \`npm run bench:app\` on ${cpus().length} processors (${cpus()[0]?.model.trim()}), with the server host and a
headless Chromium without a graphics processor. ${other}.

|                                                             |          |
| ----------------------------------------------------------- | -------- |
| start of the program until the page can be used, median of ${starts.length} | ${text(median(starts))} |
| dropping a JPEG of 24 megapixels until it is shown          | ${text(median(opening))} |
| end of a gesture until the first impression                 | ${text(impression)} |
| cancel of a run until the next one can begin, median and longest of ${cancels.length} | ${median(cancels).toFixed(2)} s, ${Math.max(...cancels).toFixed(2)} s |
| memory of the engine with three such documents open         | ${mib(memory.engine)} |
| memory of the server                                        | ${mib(memory.server)} |
| memory of the page                                          | ${mib(memory.page)} |
| all three                                                   | ${mib(sum)} |

## Frames of the canvas at 24 megapixels

${frames.replaceAll(/^/gm, '    ')}
`
}

const load = loadavg()[0] ?? 0
const browser = await launchBrowser()
try {
  const starts = []
  for (let i = 0; i < STARTS; i++) starts.push(await measureStart(browser))
  const cancels = await measureCancels(browser)
  const measured = await measureDocuments(browser)
  const page = document({ starts, cancels, load, frames: canvasFrames(), ...measured })
  writeFileSync(join(root, 'docs/performance.md'), page)
  console.log(page)
} finally {
  await browser.close()
}
