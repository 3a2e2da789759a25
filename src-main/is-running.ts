/**
 * Whether a process still runs: what it was making is nobody's any more once it does not.
 */

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0) // asks, and ends nothing
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    return code === 'EPERM' // it is another user's
  }
}
