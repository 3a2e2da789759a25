/**
 * The zip that a user may send with a report: versions, settings and the log, with every path left out.
 * It is only made, never sent.
 */
import { homedir, release, totalmem } from 'node:os'
import type { HostInfo, Settings } from '../../src-shared/contract/host-api.ts'
import { packZip } from '../projects/zip.ts'

export interface DiagnosticsParts {
  readonly info: HostInfo
  readonly settings: Settings
  readonly log: readonly string[]
}

/** The bytes of the zip. */
export function packDiagnostics({ info, settings, log }: DiagnosticsParts): Uint8Array {
  const { node, v8, electron, chrome } = process.versions
  const versions = { ...info, node, v8, electron, chrome, arch: process.arch, system: release() }
  const about = { ...versions, memory: totalmem() }
  const file = (name: string, text: string) => ({
    name,
    bytes: new TextEncoder().encode(withoutPaths(text)),
  })
  return packZip([
    file('about.json', JSON.stringify(about, null, 2)),
    file('settings.json', JSON.stringify(settings, null, 2)),
    file('log.txt', log.join('\n')),
  ])
}

/** The text with [path] for whatever names a place in a file system; the home folder even where it has spaces. */
export function withoutPaths(text: string, home: string = homedir()): string {
  return text
    .replaceAll(home, '[home]')
    .replace(/file:\/\/[^\s"'<>|)]+/g, '[path]')
    .replace(/\b[A-Za-z]:[\\/]+[^\s"'<>|)]*/g, '[path]')
    .replace(/(?<![\w.:/])\/(?!\/)[^\s"'<>|):]+/g, '[path]')
    .replace(/\\\\[^\s"'<>|)]+/g, '[path]')
}
