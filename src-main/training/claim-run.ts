/**
 * Keeps a second process away from a run: whoever trains listens at an address that follows from the run's folder, and
 * whoever wants to train too finds somebody there. A process that is killed no longer answers.
 */
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Dispose } from '../../src-shared/contract/port.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'

export interface Waiting {
  /** For another process that may be about to end; 0 if not given. */
  readonly seconds?: number | undefined
  readonly signal?: AbortSignal | undefined
}

const TRIES_A_SECOND = 5

/** Holds the run in a folder, which need not exist yet, until the result is called. UserError where another one holds it. */
export async function claimRun(
  runFolder: string,
  { seconds = 0, signal }: Waiting = {},
): Promise<Dispose> {
  const address = addressOf(runFolder)
  for (let left = TRIES_A_SECOND * seconds; ; left--) {
    signal?.throwIfAborted()
    const held = (await listen(address)) ?? (await takeOver(address))
    if (held) return held
    if (left <= 0) break
    await setTimeout(1000 / TRIES_A_SECOND)
  }
  throw new UserError(sentence('trainingElsewhere', { run: runFolder }))
}

/** An address at which nobody answers was left by a process that was killed. */
async function takeOver(address: string): Promise<Dispose | null> {
  if (await answers(address)) return null
  await rm(address, { force: true })
  return listen(address)
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
