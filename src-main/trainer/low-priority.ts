/**
 * Puts this process behind everything else on the machine.
 */
import { readdirSync } from 'node:fs'
import { constants, setPriority } from 'node:os'

/**
 * Lowers the priority of what runs and of what will. Linux gives every thread a priority of its own, which those that it
 * starts have too, and some run before a script does: reading a photograph is theirs.
 */
export function lowerPriority(log: (line: string) => void): void {
  try {
    for (const thread of threads()) setPriority(thread, constants.priority.PRIORITY_LOW)
  } catch (error) {
    log(`The trainer runs at the usual priority: ${String(error)}`)
  }
}

/** Ids that setPriority() takes: those of all threads on Linux, elsewhere 0 for the process. */
function threads(): readonly number[] {
  return process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [0]
}
