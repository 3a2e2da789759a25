// Drives the real desktop program where an Electron binary is at hand. Where none is, says so, and fails if
// SELFSAME_REQUIRE_ELECTRON is 1. The binary is sought in ELECTRON_OVERRIDE_DIST_PATH and in the electron package.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { _electron } from 'playwright-core'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const NAMES = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  linux: 'electron',
  win32: 'electron.exe',
}

function findBinary() {
  const folders = [
    process.env.ELECTRON_OVERRIDE_DIST_PATH,
    join(root, 'node_modules', 'electron', 'dist'),
  ]
  return folders
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, NAMES[process.platform] ?? 'electron'))
    .find((path) => existsSync(path))
}

function check(condition, sentence) {
  if (!condition) throw new Error(`Not so: ${sentence}`)
  console.log(`ok: ${sentence}`)
}

/** What setPriority() calls PRIORITY_LOW. */
const LOWEST = 19

/** The priority of the trainer's process; null where it does not start within a few seconds. */
async function nicenessOfTrainer(program) {
  for (let tries = 0; tries < 50; tries++) {
    const found = await program.evaluate(({ app }) => {
      const trainer = app.getAppMetrics().find(({ name }) => name === 'Selfsame trainer')
      return trainer ? process.getBuiltinModule('node:os').getPriority(trainer.pid) : null
    })
    if (found === LOWEST) return found
    await setTimeout(200)
  }
  return null
}

async function drive(executablePath) {
  const data = mkdtempSync(join(tmpdir(), 'selfsame-electron-'))
  const program = await _electron.launch({
    executablePath,
    args: [root, `--user-data-dir=${data}`],
  })
  try {
    const page = await program.firstWindow()
    await page.waitForSelector('#app > *')
    check(page.url() === 'selfsame://app/index.html', 'the page comes from its own scheme')
    const seen = await page.evaluate(() => [typeof globalThis.require, typeof globalThis.process])
    check(
      seen.every((type) => type === 'undefined'),
      'the page has no Node',
    )
    const windows = await page.evaluate(() => globalThis.open('https://example.org/') === null)
    check(windows, 'the page opens no windows')
    const fetched = await page.evaluate(() =>
      globalThis.fetch('https://example.org/').then(
        () => true,
        () => false,
      ),
    )
    check(!fetched, 'the page reaches no network')
    const outside = await page.evaluate(() =>
      globalThis.fetch('selfsame://app/..%2f..%2fpackage.json').then(
        (answer) => answer.status,
        () => 0,
      ),
    )
    check(outside === 403, 'the scheme of the page serves nothing outside of its folder')
    const { isPackaged, engines } = await program.evaluate(({ app }) => ({
      isPackaged: app.isPackaged,
      engines: app.getAppMetrics().filter(({ type }) => type === 'Utility').length,
    }))
    check(!isPackaged && engines > 0, 'the engine runs in a process of its own')
    const tasks = page.getByRole('navigation', { name: 'Tasks' })
    await tasks.getByRole('button', { name: 'Teach' }).click()
    const niceness = await nicenessOfTrainer(program)
    check(niceness === LOWEST, 'the trainer gives way to everything else on the machine')
  } finally {
    await program.close()
    rmSync(data, { recursive: true, force: true })
  }
}

const binary = findBinary()
if (binary === undefined) {
  const required = process.env.SELFSAME_REQUIRE_ELECTRON === '1'
  console.log(
    'There is no Electron binary here (npx install-electron fetches it), so the real program was not driven.',
  )
  process.exit(required ? 1 : 0)
}
for (const script of ['node_modules/vite/bin/vite.js', 'scripts/build-main.mjs']) {
  const args = script.includes('vite.js') ? ['build'] : []
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(status ?? 1)
}
await drive(binary)
