/**
 * Keeps a second process away from a run: whoever trains listens at an address that follows from the run's folder, and
 * whoever wants to train too finds somebody there. A process that is killed no longer answers.
 */
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Dispose } from '../../src-shared/contract/port.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'

/** Holds the run in a folder, which need not exist yet, until the result is called. UserError where another one holds it. */
export async function claimRun(runFolder: string): Promise<Dispose> {
  const address = addressOf(runFolder)
  const held = await listen(address)
  if (held) return held
  if (!(await answers(address))) {
    await rm(address, { force: true })
    const taken = await listen(address)
    if (taken) return taken
  }
  throw new UserError(
    `The run in ${runFolder} is going on in another process; wait for it, or end that process first.`,
  )
}

/** A named pipe on Windows, elsewhere a socket among the temporary files. */
function addressOf(runFolder: string): string {
  const word = createHash('sha256').update(resolve(runFolder)).digest('hex').slice(0, 32)
  const name = `selfsame-run-${word}`
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`)
}

/** What ends it; null where the address is taken. Where nobody can listen at all, nobody is kept away. */
function listen(address: string): Promise<Dispose | null> {
  const server = createServer((caller) => caller.destroy())
  return new Promise((done) => {
    server.once('error', (error) =>
      done('code' in error && error.code === 'EADDRINUSE' ? null : () => undefined),
    )
    server.listen(address, () => done(() => void server.close()))
    server.unref()
  })
}

function answers(address: string): Promise<boolean> {
  return new Promise((done) => {
    const caller = connect(address, () => {
      caller.destroy()
      done(true)
    })
    caller.once('error', () => done(false))
  })
}
