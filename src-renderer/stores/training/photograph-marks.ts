/** What the user has said of single photographs: left out, or used though there is one like it. Pure. */
import type {
  DatasetChoice,
  PhotographReport,
  PhotographUse,
} from '../../../src-shared/contract/training-api.ts'
import { message, type Said } from '../message.ts'

export type Marks = Pick<DatasetChoice, 'exclude' | 'include'>

export const NO_MARKS: Marks = { exclude: [], include: [] }

/** Duplicates are taken in, what is used is left out, and either is taken back; nothing helps the unusable. */
export function toggled(marks: Marks, { path, use, duplicateOf }: PhotographReport): Marks {
  const { exclude, include } = marks
  const without = (paths: readonly string[]) => paths.filter((other) => other !== path)
  switch (use) {
    case 'excluded':
      return { ...marks, exclude: without(exclude) }
    case 'duplicate':
      return { ...marks, include: [...include, path] }
    case 'training':
    case 'validation':
      return duplicateOf === null
        ? { ...marks, exclude: [...exclude, path] }
        : { ...marks, include: without(include) }
    case 'unusable':
      return marks
  }
}

/** What to say of a photograph that is not simply used; null for those that are. */
export function remarkOf({ use, problem, duplicateOf }: PhotographReport): Said | null {
  if (problem !== null) return problem.said
  if (use === 'duplicate' && duplicateOf !== null)
    return message(`training.data.like.${duplicateOf.by}`, { name: duplicateOf.path })
  return use === 'training' ? null : message(`training.data.use.${use}`)
}

/** The kinds in the order in which they are counted. */
export const USES: readonly PhotographUse[] = [
  'training',
  'validation',
  'duplicate',
  'unusable',
  'excluded',
]
