/**
 * Searches the noise levels that serve each tool best, on photographs that no model was trained on. Gives numbers;
 * changing the defaults is left to who reads them.
 */
import { scheduleOf } from '../../edits/schedules.ts'
import type { ToolSpans } from '../../edits/schedules.ts'
import type { EditModel } from '../../edits/work-meter.ts'
import type { Photograph } from '../quality/run-quality.ts'
import { coordinateSearch } from './coordinate-search.ts'
import type { Scored } from './coordinate-search.ts'
import { searchLevels } from './level-search.ts'
import type { PlacedLevels } from './level-search.ts'
import { scoreSchedules, scoreSpans } from './score-spans.ts'
import { toolSearch } from './tool-search.ts'
import type { JudgedTool } from './tool-search.ts'

/** A gain below this, in dB, is not worth another number. */
const MARGIN = 0.005

export interface DefaultsOptions {
  readonly model: EditModel
  readonly photographs: readonly Photograph[]
  readonly rounds: number
  readonly signal: AbortSignal
  readonly onTried: (tool: JudgedTool, tried: Scored<ToolSpans>) => void
}

export interface ToolDefaults {
  readonly tool: JudgedTool
  readonly start: Scored<ToolSpans>
  readonly best: Scored<ToolSpans>
  readonly tried: readonly Scored<ToolSpans>[]
  /** The levels of the best spans' coarsest scale, placed one by one; null where that was not tried. */
  readonly placed: PlacedLevels | null
}

/** The best spans found for a tool. Rejects with AbortError between two estimates. */
export async function searchDefaults(
  tool: JudgedTool,
  { model, photographs, rounds, signal, onTried }: DefaultsOptions,
): Promise<ToolDefaults> {
  const { start, trials, axes } = toolSearch(tool)
  const prepared = photographs.flatMap(({ image }) =>
    trials.flatMap((task) => task.prepare(image) ?? []),
  )
  const options = { model, trials: prepared, signal }
  const score = async (candidate: ToolSpans): Promise<number> => {
    const value = await scoreSpans(candidate, options)
    onTried(tool, { candidate, score: value })
    return value
  }
  const found = await coordinateSearch({ start, axes, score, margin: MARGIN, rounds, signal })
  const [first = found.best] = found.tried
  const { candidate } = found.best
  const schedules = { first: scheduleOf(candidate.first), finer: scheduleOf(candidate.finer) }
  const placed = await searchLevels(candidate.first, {
    score: (sigmas) =>
      scoreSchedules({ ...schedules, first: { ...schedules.first, sigmas } }, options),
    signal,
  })
  return { tool, start: first, ...found, placed }
}
