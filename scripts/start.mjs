// Starts the editor: in Electron where its binary is there or can be fetched, else as a server for the browser.
// `--server` always takes the server and prints one line of JSON with its address; `--no-open` opens no browser.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { ensureInstalled, nodeBinary, root } from './prepare.mjs'

const FETCH_TIMEOUT = 90_000

const { values } = parseArgs({
  options: {
    server: { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
    data: { type: 'string' },
    open: { type: 'boolean', default: true },
    help: { type: 'boolean', short: 'h', default: false },
  },
  allowNegative: true,
})

/** The latest change below a folder, or of a file, in milliseconds since 1970; 0 where there is none. */
function latestChange(path) {
  if (!existsSync(path)) return 0
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => latestChange(join(path, name))))
}

/** Runs a step of the build where its result is missing or older than what it is made of. */
function buildWhereOld({ result, sources, script, args, what }) {
  const built = latestChange(join(root, result))
  if (sources.every((source) => latestChange(join(root, source)) < built)) return
  console.error(`Building ${what} ...`)
  const { status } = spawnSync(nodeBinary(), [join(root, script), ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (status === 0) return
  console.error(`Building ${what} failed.`)
  process.exit(1)
}

function buildPage() {
  buildWhereOld({
    result: 'dist/renderer/index.html',
    sources: ['src-renderer', 'src-shared', 'vite.config.js'],
    script: 'node_modules/vite/bin/vite.js',
    args: ['build', '--logLevel', 'warn'],
    what: 'the page',
  })
}

function buildProgram() {
  buildWhereOld({
    result: 'dist/main/main.js',
    sources: ['src-main', 'src-shared'],
    script: 'scripts/build-main.mjs',
    args: [],
    what: 'the program',
  })
}

/** The path of Electron's binary; null where it is not there. */
function electronBinary() {
  const folder = join(root, 'node_modules', 'electron')
  const note = join(folder, 'path.txt')
  if (!existsSync(note)) return null
  const binary = join(folder, 'dist', readFileSync(note, 'utf8').trim())
  return existsSync(binary) ? binary : null
}

/** False where no window can be shown, neither Electron's nor a browser's, as on a machine that is reached over a network. */
function hasDisplay() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  return process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY)
}

/** Electron's binary, fetched by its own script where it is missing; or in one line why it is not used. */
function findElectron() {
  if (!hasDisplay())
    return { reason: 'There is no display for Electron; open the editor in a browser instead.' }
  const script = join(root, 'node_modules', 'electron', 'install.js')
  if (electronBinary() === null && existsSync(script)) {
    console.error('Fetching Electron (first run) ...')
    spawnSync(nodeBinary(), [script], { cwd: root, stdio: 'ignore', timeout: FETCH_TIMEOUT })
  }
  const binary = electronBinary()
  if (binary !== null) return { binary }
  return { reason: 'The editor is used in the browser, since Electron could not be fetched.' }
}

/** Ends with the child, and passes on what ends this process. */
function follow(child) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}

function openBrowser(url) {
  if (!values.open || !hasDisplay()) return
  const [command, ...args] = {
    darwin: ['open', url],
    win32: ['cmd', '/c', 'start', '', url],
  }[process.platform] ?? ['xdg-open', url]
  const browser = spawn(command, args, { stdio: 'ignore', detached: true })
  browser.on('error', () => undefined) // the address is printed all the same
  browser.unref()
}

/** Serves the page; `announce` gets the address when it is ready. */
function startServer(announce) {
  const data = values.data === undefined ? [] : ['--data', values.data]
  const entry = join(root, 'src-main', 'host', 'server', 'main.ts')
  const child = spawn(nodeBinary(), [entry, '--port', values.port, ...data], {
    stdio: ['inherit', 'pipe', 'inherit'],
  })
  follow(child)
  createInterface({ input: child.stdout }).once('line', (line) => announce(JSON.parse(line).url))
}

/** Shows the address to a person, in the browser if that is wanted. */
function showAddress(url) {
  console.log(`Selfsame is at ${url} (Ctrl-C ends it).`)
  openBrowser(url)
}

function start() {
  if (values.help) {
    console.log('npm start -- [--server] [--port N] [--data FOLDER] [--no-open]')
    return
  }
  ensureInstalled()
  buildPage()
  if (values.server) {
    startServer((url) => {
      console.log(JSON.stringify({ url }))
      openBrowser(url)
    })
    return
  }
  const { binary, reason } = findElectron()
  if (binary === undefined) {
    console.error(reason)
    startServer(showAddress)
    return
  }
  buildProgram()
  const env = { ...process.env }
  delete env.ELECTRON_RUN_AS_NODE // an editor that runs in Electron sets it for its terminals
  follow(spawn(binary, [root], { stdio: 'inherit', env }))
}

start()
