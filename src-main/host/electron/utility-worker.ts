/**
 * Worker processes as Electron starts them: utility processes, which run Node without a window. A worker ends with
 * the program. Knows nothing of what the script does.
 */
import { utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron'
import { createInbox } from '../../../src-shared/contract/inbox.ts'
import type { WorkerOptions, WorkerProcess } from '../host.ts'

export interface UtilityWorkers {
  /** Starts the script at `entry`; its output goes to this process's own. */
  readonly start: (entry: string, options: WorkerOptions) => WorkerProcess
  /** Hands a channel to the engine that was started last; closes it where there is none. */
  readonly hand: (channel: MessagePortMain) => void
  /** The listener is told of each engine that is started from now on. */
  readonly onStarted: (listener: () => void) => void
}

/** Starts workers and remembers the last engine. */
export function createUtilityWorkers(): UtilityWorkers {
  const listeners: (() => void)[] = []
  let last: UtilityProcess | null = null
  return {
    start: (entry, options) => {
      const child = forkWorker(entry, options)
      if (options.role !== undefined && options.role !== 'engine') return workerOf(child)
      last = child
      child.once('exit', () => {
        if (last === child) last = null
      })
      for (const listener of listeners) listener()
      return workerOf(child)
    },
    hand: (channel) => {
      if (last === null) channel.close()
      else last.postMessage(null, [channel])
    },
    onStarted: (listener) => void listeners.push(listener),
  }
}

function forkWorker(entry: string, { args, env, role = 'engine' }: WorkerOptions): UtilityProcess {
  return utilityProcess.fork(entry, [...args], {
    serviceName: `Selfsame ${role}`,
    stdio: role === 'probe' ? 'ignore' : 'inherit',
    env: { ...process.env, ...env },
  })
}

function workerOf(child: UtilityProcess): WorkerProcess {
  const messages = createInbox()
  let reason = 'unknown'
  child.on('message', messages.deliver)
  child.once('exit', (code) => {
    reason = `code ${code}`
    messages.close()
  })
  const kill = () => void child.kill()
  return {
    port: {
      send: (message) => {
        if (!messages.isClosed()) child.postMessage(message)
      },
      onMessage: messages.onMessage,
      onClose: messages.onClose,
      close: kill,
    },
    onExit: (listener) => messages.onClose(() => listener(reason)),
    kill,
  }
}
