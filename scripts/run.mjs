// Installs what is missing, then runs a script of the project on the Node version that the project names.
// Needs nothing but Node 20, so that the first command on a fresh clone can be any npm script.
import { spawnSync, spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

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

function install() {
  console.error('Installing dependencies (first run or changed package-lock.json) ...')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund'], {
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
function nodeBinary() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const local = join(root, 'node_modules', 'node', 'bin', name)
  return existsSync(local) ? local : process.execPath
}

function run(script, args) {
  const child = spawn(nodeBinary(), [join(root, script), ...args], { stdio: 'inherit' })
  // The terminal sends Ctrl-C to the whole group: the child decides how to end, and this process waits for it.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}

if (!isInstalled()) install()
const [script, ...args] = process.argv.slice(2)
if (script) run(script, args)
