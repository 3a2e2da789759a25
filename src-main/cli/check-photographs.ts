/**
 * Paths of photographs that an option names: a name with a slip in it would otherwise be passed over in silence.
 */
import { UsageError } from '../../src-shared/contract/user-error.ts'

/** UsageError where one of `named` is none of the folder's paths. */
export function checkPhotographs(
  option: string,
  named: readonly string[],
  { folder, paths }: { readonly folder: string; readonly paths: readonly string[] },
): void {
  const known = new Set(paths)
  const missing = named.find((path) => !known.has(path))
  if (missing === undefined) return
  throw new UsageError(
    `--${option}: ${folder} holds no photograph '${missing}'; \`selfsame dataset\` lists them as they are to be named.`,
  )
}
