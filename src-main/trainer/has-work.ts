/**
 * Whether an earlier program has left training to go on with. Looks at names only, so that the program starts as fast
 * without a trainer as ever.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** True where the data folder has any jobs. */
export function hasWork(dataFolder: string): boolean {
  try {
    return readdirSync(join(dataFolder, 'training', 'jobs')).length > 0
  } catch {
    return false
  }
}
