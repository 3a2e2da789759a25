// Builds the page, the bundles and the packages of this system. Further arguments go to electron-builder.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const STEPS = [
  ['node_modules/vite/bin/vite.js', 'build'],
  ['scripts/build-main.mjs'],
  ['node_modules/electron-builder/cli.js', ...process.argv.slice(2)],
]

for (const [script, ...args] of STEPS) {
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(status ?? 1)
}
