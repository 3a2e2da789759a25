/**
 * Writes all files of a command at its end or none of them: names first, checks before the work, bytes last.
 * What a file contains is not its business.
 */
import { mkdir, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, parse, join, resolve } from 'node:path'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { OUTPUT } from '../bench/project-folders.ts'
import { checkOutput, explainWriteError, writeOutput } from '../images/output-file.ts'
import type { OutputRules } from '../images/output-file.ts'

export interface OutputFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** `out.png` for one result; `out-1.png`, `out-2.png`, ... for several. */
export function variationPaths(out: string, count: number): string[] {
  const { dir, name, ext } = parse(out)
  if (count === 1) return [out]
  return Array.from({ length: count }, (_, i) => join(dir, `${name}-${i + 1}${ext}`))
}

/** `DIR/picture-001.png` and so on, in the order of their names. */
export function numberedPaths(folder: string, name: string, count: number): string[] {
  const digits = Math.max(3, String(count).length)
  return Array.from({ length: count }, (_, i) =>
    join(folder, `${name}-${String(i + 1).padStart(digits, '0')}.png`),
  )
}

/** Throws UserError unless every path may be written to. */
export async function checkOutputs(paths: readonly string[], rules: OutputRules): Promise<void> {
  for (const path of paths) await checkOutput(path, rules)
}

/**
 * Throws UserError unless pictures may be written into `folder`, which may be missing as long as the
 * folder around it is there.
 */
export async function checkOutputFolder(
  folder: string,
  paths: readonly string[],
  rules: OutputRules,
): Promise<void> {
  const found = await stat(folder).catch(() => undefined)
  if (found?.isDirectory()) return checkOutputs(paths, rules)
  if (found) throw new UserError(`${folder} is not a folder; choose another --out.`)
  const around = await stat(dirname(resolve(folder))).catch(() => undefined)
  if (around?.isDirectory()) return
  throw new UserError(`${dirname(folder)} does not exist; create the folder for ${folder} first.`)
}

/**
 * The folder of a command that has a place of its own for its pictures, `out/NAME` of the project,
 * which may be overwritten. A folder that was named with --out is treated with more care.
 */
export async function chooseFolder(
  { out, force }: { readonly out?: string | undefined; readonly force?: boolean | undefined },
  name: string,
): Promise<{ readonly folder: string; readonly rules: OutputRules }> {
  if (out === undefined) await mkdir(OUTPUT, { recursive: true })
  return { folder: out ?? join(OUTPUT, name), rules: { force: force ?? out === undefined } }
}

/** Writes all files; when one cannot be written, the new ones before it are removed again. */
export async function writeOutputs(
  files: readonly OutputFile[],
  rules: OutputRules,
): Promise<void> {
  const added: string[] = []
  try {
    for (const { path, bytes } of files) {
      const existed = await stat(path).catch(() => undefined)
      await writeOutput(path, bytes, rules)
      if (!existed) added.push(path)
    }
  } catch (error) {
    for (const path of added) await rm(path, { force: true })
    throw error
  }
}

/** The same in a folder that is made when it is missing, and unmade when nothing came of it. */
export async function writeOutputFolder(
  folder: string,
  files: readonly OutputFile[],
  rules: OutputRules,
): Promise<void> {
  const made = await mkdir(folder).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
      throw explainWriteError(folder, error)
    },
  )
  try {
    await writeOutputs(files, rules)
  } catch (error) {
    if (made) await rmdir(folder).catch(() => undefined)
    throw error
  }
}
