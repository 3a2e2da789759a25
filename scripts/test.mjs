// Runs the tests, once the browser that some of them drive is there and the page that it shows is built.
// Arguments go on to Vitest, such as the files to run.
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureChromium } from '../test/app/support/chromium.ts'
import { root } from './prepare.mjs'

function runNode(script, args) {
  return spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, stdio: 'inherit' })
}

try {
  ensureChromium()
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
const { status } = runNode('node_modules/vite/bin/vite.js', ['build', '--logLevel', 'warn'])
if (status !== 0) process.exit(1)

const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const args = [vitest, 'run', ...process.argv.slice(2)]
const tests = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => tests.kill(signal))
tests.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
