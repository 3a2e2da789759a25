/**
 * Folders for what is needed for a while, where the system wants those. Each is called after the process that makes it, so
 * that what a process left that was killed goes when the next one needs a folder.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRunning } from './is-running.ts'

const PURPOSES = ['probe', 'export', 'learn'] as const
const NAME = new RegExp(`^selfsame-(?:${PURPOSES.join('|')})-(\\d+)-\\w+$`)

/** A new folder, which who asks for it deletes. */
export async function makeScratchFolder(
  purpose: (typeof PURPOSES)[number],
  root = tmpdir(),
): Promise<string> {
  await clearAbandoned(root)
  return mkdtemp(join(root, `selfsame-${purpose}-${process.pid}-`))
}

async function clearAbandoned(root: string): Promise<void> {
  for (const name of await readdir(root).catch(() => [])) {
    const owner = NAME.exec(name)?.[1]
    if (owner === undefined || isRunning(Number(owner))) continue
    // Another user's folder stays.
    await rm(join(root, name), { recursive: true, force: true }).catch(() => undefined)
  }
}
