/**
 * Finds the Chromium that the tests drive, and installs it where that can be done without asking anybody.
 * Imports nothing but Node, since it runs before everything else does.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** Its path: what CHROMIUM names, else the usual places; throws Error with the remedy where there is none. */
export function findChromium(): string {
  const named = process.env['CHROMIUM']
  const path = named === undefined ? PLACES.find((place) => existsSync(place)) : named
  if (path !== undefined && existsSync(path)) return path
  throw new Error(
    named === undefined
      ? 'The tests need Chromium; install it (Debian: apt-get install chromium) or name it in CHROMIUM.'
      : `CHROMIUM names ${named}, where nothing is; name the browser's program.`,
  )
}

/** Installs Chromium where it is missing and the system is a Debian of which this process is root. */
export function ensureChromium(): void {
  const missing = process.env['CHROMIUM'] === undefined && !PLACES.some((path) => existsSync(path))
  if (missing && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.error('Installing Chromium for the tests (first run) ...')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']])
      spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env })
  }
  findChromium()
}

/** A browser that asks the network for nothing of its own accord, and that runs as root and in a container. */
export const CHROMIUM_ARGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--force-color-profile=srgb',
]
