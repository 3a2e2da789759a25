/**
 * Worker processes as Electron starts them: utility processes, which run Node without a window. A worker ends with
 * the program. Knows nothing of what the script does.
 */
import { utilityProcess } from 'electron'
import { createInbox } from '../../../src-shared/contract/inbox.ts'
import type { WorkerOptions, WorkerProcess } from '../host.ts'

/** Starts the script at `entry`; its output goes to this process's own. */
export function startUtilityWorker(entry: string, { args, env }: WorkerOptions): WorkerProcess {
  const child = utilityProcess.fork(entry, [...args], {
    serviceName: 'Selfsame engine',
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
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
