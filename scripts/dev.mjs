// The editor while it is worked on: the page from Vite, which shows changes at once, in front of the server host, which
// is started again when its sources change. For developers on their own machine only.
import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { clearTimeout, setTimeout } from 'node:timers'
import { ensureInstalled, nodeBinary, root } from './prepare.mjs'

ensureInstalled()
const { createServer } = await import('vite')

const PAGE_PORT = 5173
const HOST_PORT = 5174
const ORIGIN = `http://127.0.0.1:${PAGE_PORT}`
const SERVER = `http://127.0.0.1:${HOST_PORT}`

let token = ''
let child

function startHost() {
  const entry = join(root, 'src-main', 'host', 'server', 'main.ts')
  child = spawn(nodeBinary(), [entry, '--port', String(HOST_PORT)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  createInterface({ input: child.stdout }).once('line', (line) => {
    token = new URL(JSON.parse(line).url).searchParams.get('token') ?? ''
  })
}

let timer
function restartHost() {
  clearTimeout(timer)
  timer = setTimeout(() => {
    child.once('exit', startHost)
    child.kill()
  }, 200)
}

/** Lets the page speak to the server host as if it had come from there; nobody else's page. */
function lendToken(proxy) {
  proxy.on('proxyReqWs', (toHost, request, socket) => {
    if (request.headers.origin !== ORIGIN) socket.destroy()
    toHost.setHeader('origin', SERVER)
    toHost.setHeader('cookie', `selfsame-${HOST_PORT}=${token}`)
  })
}

const vite = await createServer({
  configFile: join(root, 'vite.config.js'),
  server: {
    host: '127.0.0.1',
    port: PAGE_PORT,
    strictPort: true,
    proxy: {
      '/app': { target: SERVER, ws: true, changeOrigin: true, configure: lendToken },
    },
  },
})
startHost()
for (const folder of ['src-main', 'src-shared'])
  watch(join(root, folder), { recursive: true }, restartHost)
await vite.listen()
vite.printUrls()

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    child.kill()
    process.exit()
  })
}
