/**
 * Holds some photographs back from training so that progress can be measured on them.
 * A photograph's side depends on its relative path alone, so adding others does not move it.
 */
import { createHash } from 'node:crypto'
import type { PhotographFile } from './folder-dataset.ts'

export interface Split {
  readonly training: readonly PhotographFile[]
  readonly heldBack: readonly PhotographFile[]
}

const ONE_IN = 16

function hashOf(path: string): number {
  return createHash('sha256').update(path).digest().readUInt32BE(0)
}

/**
 * About one photograph in sixteen is held back; at least one when there are two or more, never all.
 * A single photograph is on neither side's loss: it trains, and nothing is held back.
 */
export function splitPhotographs(photographs: readonly PhotographFile[]): Split {
  if (photographs.length < 2) return { training: photographs, heldBack: [] }
  const byHash = photographs.map((photograph) => ({ photograph, hash: hashOf(photograph.path) }))
  byHash.sort((a, b) => a.hash - b.hash)
  const below = byHash.filter(({ hash }) => hash < 2 ** 32 / ONE_IN).length
  const count = Math.min(Math.max(below, 1), photographs.length - 1)
  const held = new Set(byHash.slice(0, count).map(({ photograph }) => photograph))
  return {
    training: photographs.filter((photograph) => !held.has(photograph)),
    heldBack: photographs.filter((photograph) => held.has(photograph)),
  }
}
