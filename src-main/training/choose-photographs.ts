/**
 * Which files of a folder a run trains on, which it is measured on, and why it leaves the others out.
 * Pure: from what was found and what the user said to the use of every file.
 */
import type { PhotographReport, PhotographUse } from '../../src-shared/contract/training-api.ts'
import type { PhotographFile, SkippedFile } from './folder-dataset.ts'
import { lookDistance, SAME_LOOK } from './look-hash.ts'
import { splitPhotographs } from './split.ts'
import type { Split } from './split.ts'
import type { SurveyedFile } from './survey-folder.ts'

/** What the user said, by relative paths. */
export interface PhotographChoice {
  readonly exclude: readonly string[]
  /** Duplicates to use nevertheless; 'all' of them. */
  readonly include: readonly string[] | 'all'
}

export interface ChosenPhotographs {
  /** One for every file, in their order. */
  readonly reports: readonly PhotographReport[]
  readonly photographs: readonly PhotographFile[]
  readonly split: Split
  readonly skipped: readonly SkippedFile[]
}

/** A duplicate is one of an earlier file that is used. */
export function choosePhotographs(
  files: readonly SurveyedFile[],
  choice: PhotographChoice,
): ChosenPhotographs {
  const excluded = new Set(choice.exclude)
  const wanted = choice.include === 'all' ? null : new Set(choice.include)
  const used: SurveyedFile[] = []
  const uses = files.map((file) => {
    if (file.problem) return { file, use: 'unusable', duplicateOf: null } as const
    const duplicateOf = earlierOf(file, used)
    if (excluded.has(file.path)) return { file, use: 'excluded', duplicateOf } as const
    const leaveOut = duplicateOf !== null && wanted !== null && !wanted.has(file.path)
    if (leaveOut) return { file, use: 'duplicate', duplicateOf } as const
    used.push(file)
    return { file, use: 'training', duplicateOf } as const
  })
  const photographs = used.map(({ path, file, width, height }) => ({ path, file, width, height }))
  const split = splitPhotographs(photographs)
  const heldBack = new Set(split.heldBack.map(({ path }) => path))
  const reports = uses.map(({ file, use, duplicateOf }) => {
    const { path, width, height, bytes, problem } = file
    const finalUse: PhotographUse = heldBack.has(path) ? 'validation' : use
    return { path, use: finalUse, width, height, bytes, problem, duplicateOf }
  })
  return { reports, photographs, split, skipped: reports.flatMap(skippedFile) }
}

function earlierOf(
  file: SurveyedFile,
  used: readonly SurveyedFile[],
): PhotographReport['duplicateOf'] {
  const twin = used.find(({ sha256 }) => sha256 !== null && sha256 === file.sha256)
  if (twin) return { path: twin.path, by: 'bytes' }
  const { look } = file
  const like =
    look && used.find((other) => other.look && lookDistance(other.look, look) <= SAME_LOOK)
  return like ? { path: like.path, by: 'looks' } : null
}

function skippedFile({ path, use, problem, duplicateOf }: PhotographReport): SkippedFile[] {
  if (problem) return [{ path, reason: problem.said.text }]
  if (use !== 'duplicate' || !duplicateOf) return []
  const how = duplicateOf.by === 'bytes' ? 'is' : 'looks like'
  return [{ path, reason: `${how} ${duplicateOf.path} once more` }]
}
