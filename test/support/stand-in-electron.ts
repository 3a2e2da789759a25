/**
 * A stand-in for Electron's distribution for Linux, of which packing needs only the layout and the fuses. It shows
 * nothing; a packed tree over it can be looked into and its scripts run by Node.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** By this text the tool that sets fuses finds them in the executable; version 1, eight fuses, all off, follow. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const FUSES = 8

/** Makes it in `folder`, which need not exist. */
export function makeStandInElectron(folder: string): void {
  mkdirSync(join(folder, 'locales'), { recursive: true })
  mkdirSync(join(folder, 'resources'))
  writeFileSync(join(folder, 'version'), '45.4.1')
  writeFileSync(join(folder, 'locales', 'en-US.pak'), '')
  const wire = [FUSE_SENTINEL, '\u0001', String.fromCharCode(FUSES), '0'.repeat(FUSES)].join('')
  writeFileSync(join(folder, 'electron'), `#!/bin/sh\nexit 1\n${wire}`, { mode: 0o755 })
}

/** Which fuses of an executable are on, in the order of Electron's fuse wire. */
export function readFuses(executable: Buffer): readonly boolean[] {
  const at = executable.indexOf(FUSE_SENTINEL) + FUSE_SENTINEL.length + 2
  return [...executable.subarray(at, at + FUSES)].map((byte) => byte === '1'.charCodeAt(0))
}
