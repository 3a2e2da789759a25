/**
 * The program itself, started as `npm start -- --server` starts it, with a data folder that is its own.
 * Knows nothing of the page.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { processesBelow } from '../../support/processes.ts'

const START = resolve('scripts/start.mjs')

export interface Processes {
  readonly server: number
  readonly engine: number | null
  readonly trainer: number | null
}

export interface Program {
  /** The address that was printed, token included. */
  readonly url: string
  readonly dataFolder: string
  /** Ids of the processes that were started, by what they are. */
  readonly processes: () => Processes
  /** Kills the engine or the trainer as a crash would. */
  readonly killEngine: () => void
  readonly killTrainer: () => void
  /** Kills all of it at once, as when the power goes. */
  readonly crash: () => void
  /** Ends the program; its data folder stays only where `keepData` says so. */
  readonly stop: (options?: { readonly keepData: boolean }) => Promise<void>
}

/**
 * Starts it, in a new data folder unless one is named and with more in its environment; rejects where it ends before it
 * printed its address.
 */
export async function startServer(
  folder?: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const dataFolder = folder ?? (await mkdtemp(join(tmpdir(), 'selfsame-app-')))
  const child = spawn(process.execPath, [START, '--server', '--port', '0', '--no-open'], {
    env: { ...process.env, ...environment, SELFSAME_DATA: dataFolder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  const url = await Promise.race([
    addressOf(child),
    once(child, 'exit').then(() => Promise.reject(new Error(`The program ended: ${said}`))),
  ])
  const processes = () => processesOf(child.pid ?? 0)
  return {
    url,
    dataFolder,
    processes,
    killEngine: () => kill(processes().engine),
    killTrainer: () => kill(processes().trainer),
    crash: () => {
      const { server, engine, trainer } = processes()
      for (const id of [server, engine, trainer]) if (id !== null) kill(id)
    },
    stop: async ({ keepData } = { keepData: false }) => {
      if (child.exitCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      if (!keepData) await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function kill(id: number | null): void {
  if (id === null) throw new Error('There is no such process to kill.')
  process.kill(id, 'SIGKILL')
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The program prints to nowhere.')
  for await (const line of createInterface({ input: child.stdout })) {
    const said: unknown = JSON.parse(line)
    if (typeof said === 'object' && said !== null && 'url' in said) return String(said.url)
  }
  return new Promise(() => undefined)
}

/** The processes of the program among those below `root`. */
function processesOf(root: number): Processes {
  const running = processesBelow(root)
  return {
    server: running('host/server/main.ts') ?? root,
    engine: running('engine/worker.ts'),
    trainer: running('trainer/worker.ts'),
  }
}
