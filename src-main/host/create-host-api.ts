/**
 * The host's side of the contract, the same for every host: what a desktop offers, or what is left without one.
 * Turns paths into grants on the way to the page, and writes what the page saves.
 */
import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import type { GrantedFile, HostApi } from '../../src-shared/contract/host-api.ts'
import type { Dispose } from '../../src-shared/contract/port.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { writeError } from '../../src-shared/contract/system-error.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { packDiagnostics } from './diagnostics.ts'
import type { FileGrants } from './file-grants.ts'
import type { Desktop, Host } from './host.ts'
import type { Log } from './log.ts'
import type { SettingsFile } from './settings-file.ts'

export interface HostApiParts {
  readonly host: Pick<Host, 'info' | 'desktop'>
  readonly log: Log
  readonly grants: FileGrants
  readonly settings: SettingsFile
  readonly onEngineRestarted: (listener: () => void) => Dispose
}

/** Every method of HostApi over the desktop of the host. */
export function createHostApi(parts: HostApiParts): HostApi {
  const { host, log, grants, settings } = parts
  const desktop = host.desktop ?? NO_DESKTOP
  const granted = (path: string): GrantedFile => ({
    grant: grants.seal(path),
    name: basename(path),
  })
  const written = rememberWritten()
  const maybe = (path: string | null) => (path === null ? null : granted(path))
  return {
    info: () => Promise.resolve(host.info),
    chooseImages: async () => (await desktop.chooseImages()).map(granted),
    chooseProject: async () => maybe(await desktop.chooseProject()),
    chooseFolder: async () => maybe(await desktop.chooseFolder()),
    chooseModel: async () => maybe(await desktop.chooseModel()),
    save: async ({ suggestedName, bytes, to }) => {
      const known = to === undefined ? null : grants.open(to)
      const path = written.mayReplace(known) ? known : await desktop.chooseSaveTarget(suggestedName)
      if (path === null) return null
      await replaceFile(path, bytes)
      written.add(path)
      return granted(path)
    },
    recentFiles: async () => (await desktop.recentFiles()).map(granted),
    settings: settings.read,
    changeSettings: settings.change,
    reveal: async (grant) => Promise.resolve(desktop.reveal(grants.open(grant))),
    showProgress: (fraction) => Promise.resolve(desktop.showProgress(fraction)),
    notify: (message) => Promise.resolve(desktop.notify(message)),
    diagnostics: async () =>
      packDiagnostics({ info: host.info, settings: await settings.read(), log: log.lines() }),
    setUnsaved: (titles) => Promise.resolve(desktop.setUnsaved(titles)),
    onClosing: (listener) => desktop.onClosing(listener),
    answerClosing: (ready) => Promise.resolve(desktop.answerClosing(ready)),
    onCommand: (listener) => desktop.onCommand(listener),
    onOpenFiles: (listener) =>
      desktop.onOpenFiles(({ paths, left }) => listener({ files: paths.map(granted), left })),
    onEngineRestarted: parts.onEngineRestarted,
  }
}

/** What may be replaced without asking: files that were saved here, and projects. Other files may be sources. */
function rememberWritten() {
  const paths = new Set<string>()
  return {
    add: (path: string) => void paths.add(path),
    mayReplace: (path: string | null): path is string =>
      path !== null && (paths.has(path) || extname(path).toLowerCase() === '.selfsame'),
  }
}

/** Writes beside and renames, so that what was there is whole until the new file is. */
async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const beside = `${path}.${randomUUID().slice(0, 8)}.tmp`
  try {
    await writeFile(beside, bytes)
    await rename(beside, path)
  } catch (cause) {
    await rm(beside, { force: true })
    const file = basename(path)
    throw new UserError(writeError(file, cause) ?? sentence('notWritten', { file }), { cause })
  }
}

const nothing = () => undefined
const never = () => nothing

/** What is there when the page runs in a browser: it uploads, downloads and shows its own progress. */
const NO_DESKTOP: Desktop = {
  chooseImages: () => Promise.resolve([]),
  chooseProject: () => Promise.resolve(null),
  chooseFolder: () => Promise.resolve(null),
  chooseModel: () => Promise.resolve(null),
  chooseSaveTarget: () =>
    Promise.reject(new UserError('There is no save dialog here; download the file instead')),
  recentFiles: () => Promise.resolve([]),
  reveal: () => {
    throw new UserError('There is no file manager here; open the folder yourself')
  },
  showProgress: nothing,
  keepAwake: nothing,
  notify: nothing,
  setUnsaved: nothing,
  onClosing: never,
  answerClosing: nothing,
  onCommand: never,
  onOpenFiles: never,
}
