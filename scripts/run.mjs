// Installs what is missing, then runs a script of the project on the Node version that the project names.
// Needs nothing but Node 20, so that the first command on a fresh clone can be any npm script.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, nodeBinary, root } from './prepare.mjs'

function run(script, args) {
  const child = spawn(nodeBinary(), [join(root, script), ...args], { stdio: 'inherit' })
  // The terminal sends Ctrl-C to the whole group: the child decides how to end, and this process waits for it.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}

ensureInstalled()
const [script, ...args] = process.argv.slice(2)
if (script) run(script, args)
