/**
 * Checks of files that may be damaged: what is wrong with one of them fails one item and leaves the others to be compared.
 */
import { broken, type Finding } from './finding.ts'

/** What the check finds, and an item called `name` that fails where it cannot go on. */
export async function* guarded(
  name: string,
  check: Iterable<Finding> | AsyncIterable<Finding>,
): AsyncGenerator<Finding> {
  try {
    yield* check
  } catch (error) {
    yield broken(name, error)
  }
}

/** The same for a single comparison. */
export async function guardedItem(name: string, check: () => Promise<Finding>): Promise<Finding> {
  return check().catch((error: unknown) => broken(name, error))
}
