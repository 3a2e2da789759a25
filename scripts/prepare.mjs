// What every npm script needs before it starts: the dependencies, and the Node version that the project names.
// Needs nothing but Node 20, so that the first command on a fresh clone can be any npm script.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** True when node_modules was installed from the package-lock.json that lies here now. */
function isInstalled() {
  const stamp = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(stamp)) return false
  return (
    statSync(stamp).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs ||
    sameVersions(stamp)
  )
}

function sameVersions(stamp) {
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const present = JSON.parse(readFileSync(stamp, 'utf8')).packages
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || present[path]?.version === entry.version,
  )
}

/** Installs what is missing; ends the process where that fails. */
export function ensureInstalled() {
  if (isInstalled()) return

  console.error('Installing dependencies (first run or changed package-lock.json) ...')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  })
  if (result.status !== 0) {
    console.error(
      'Installing failed. Check the connection to the npm registry and run the command again.',
    )
    process.exit(1)
  }
}

/** The Node binary from devDependencies; the running one where that package has no binary. */
export function nodeBinary() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const local = join(root, 'node_modules', 'node', 'bin', name)
  return existsSync(local) ? local : process.execPath
}
