/**
 * SSIMULACRA by the program that Debian ships in libjxl-devtools; it is asked, not reimplemented.
 * Where the program is missing the metric is absent, never guessed.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const PROGRAM = 'ssimulacra_main'
const run = promisify(execFile)

/** What to tell the reader when the program is missing. */
export const SSIMULACRA_MISSING = `SSIMULACRA is left out: ${PROGRAM} is not installed (Debian: apt-get install libjxl-devtools).`

/** True when the program can be started. */
export async function hasSsimulacra(): Promise<boolean> {
  try {
    await run(PROGRAM, ['--help'])
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT')
  }
}

/** Distance between two PNG files of the same size; 0 for equal pictures, lower is better. */
export async function ssimulacra(original: string, distorted: string): Promise<number> {
  const { stdout } = await run(PROGRAM, [original, distorted])
  const distance = Number(stdout.trim())
  if (stdout.trim() === '' || Number.isNaN(distance)) {
    throw new Error(`${PROGRAM} answered '${stdout.trim()}' instead of a number`)
  }
  return distance
}
