/**
 * Worker processes as Node starts them, for every host but Electron.
 * A worker ends with the process that started it.
 */
import { fork } from 'node:child_process'
import { createInbox } from '../../src-shared/contract/inbox.ts'
import type { WorkerOptions, WorkerProcess } from './host.ts'
import { ipcPort } from './process-ports.ts'

/** Starts the script at `entry`; its output goes to this process's standard error. */
export function startForkedWorker(
  entry: string,
  { args, env, role }: WorkerOptions,
): WorkerProcess {
  const child = fork(entry, args, {
    serialization: 'advanced',
    env: { ...process.env, ...env },
    stdio: role === 'probe' ? ['ignore', 'ignore', 'ignore', 'ipc'] : ['ignore', 2, 2, 'ipc'],
  })
  const end = createInbox()
  let reason = 'unknown'
  const finish = (words: string) => {
    reason = words
    end.close()
  }
  child.on('exit', (code, signal) => finish(signal === null ? `code ${code}` : `signal ${signal}`))
  child.on('error', ({ message }) => finish(message))
  return {
    port: ipcPort(child),
    onExit: (listener) => end.onClose(() => listener(reason)),
    kill: () => void child.kill('SIGKILL'),
  }
}
