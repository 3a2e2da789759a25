/**
 * The entry of the server host: starts the application and the server, prints one line of JSON with the address
 * when it is ready, and ends with its terminal, once what trains is saved.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createApp } from '../../create-app.ts'
import { defaultDataFolder } from '../../data-folder.ts'
import { startPageServer } from './page-server.ts'
import { askAtTerminal, createQuit } from './quit.ts'
import { createServerHost } from './server-host.ts'

const fromRoot = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, data: { type: 'string' } },
})
const port = Number(values.port)
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  process.stderr.write(`--port takes a number from 0 to 65535, not ${values.port}.\n`)
  process.exit(2)
}

const about: unknown = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'))
const hasVersion = typeof about === 'object' && about !== null && 'version' in about
const app = createApp(
  createServerHost({
    dataFolder: values.data ?? defaultDataFolder(process.env),
    version: hasVersion ? String(about.version) : 'unknown',
  }),
)
const quit = createQuit({
  training: app.training,
  ask: askAtTerminal(),
  end: () => {
    app.stop()
    process.exit()
  },
  now: () => performance.now(),
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, quit)

try {
  const pageFolder = fromRoot('dist/renderer')
  const { url } = await startPageServer({ port, pageFolder, servePage: app.servePage })
  process.stdout.write(`${JSON.stringify({ url })}\n`)
} catch (error) {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  const words = taken ? `Port ${port} is taken; choose another with --port.` : String(error)
  process.stderr.write(`${words}\n`)
  app.stop()
  process.exit(1)
}
