/**
 * Noise levels, factors, weights, curricula, bases and optimiser: golden_schedules.
 */
import type { Finding } from '../finding.ts'
import type { FixtureFolder } from '../fixture-folder.ts'
import { guarded } from '../guarded.ts'
import { checkBases } from './bases.ts'
import {
  checkConsistencyCurricula,
  checkEasyCurricula,
  checkImprovedCurricula,
} from './curricula.ts'
import { checkGrids } from './grids.ts'
import { checkLevelFunctions, checkTimeEmbeddings } from './level-functions.ts'
import { checkRectifiedAdam } from './radam.ts'

const FILE = 'golden_schedules.safetensors'
const CONSTANTS = 'golden_schedules.json'

/** Every array of the file that the project computes. */
export async function* checkSchedules(folder: FixtureFolder): AsyncGenerator<Finding> {
  if (!folder.has(FILE)) return
  const golden = await folder.golden(FILE)
  const constants = await folder.constants(CONSTANTS)
  const source = { golden, constants, item: folder.name }
  const checks = {
    grids: checkGrids,
    levels: checkLevelFunctions,
    embeddings: checkTimeEmbeddings,
    ct: checkConsistencyCurricula,
    ict: checkImprovedCurricula,
    ect: checkEasyCurricula,
    bases: checkBases,
    radam: checkRectifiedAdam,
  }
  for (const [name, check] of Object.entries(checks)) {
    yield* guarded(`${folder.name}/${name}`, check(source))
  }
}
