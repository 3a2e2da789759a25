/**
 * What the record of a training of ours says about the model that came of it. Records of old do not say all of it. Pure.
 */

/** What the record of a mixture of two models begins with (mix-models.ts). */
export const MIXTURE_FORMAT = 'selfsame mixture 1'

/** The kind of noise levels; empty where there is none. */
export function levelsOf(training: unknown): string {
  const kind = valueAt(mainPart(training), ['recipe', 'levels', 'kind'])
  return typeof kind === 'string' ? kind : ''
}

/**
 * Whether the model met grey pictures in training, and gives them colours at one look. An adaption is too short to learn
 * it: that keeps up what the model that it started from can do.
 */
export function learntColours(training: unknown): boolean {
  const main = mainPart(training)
  const share = valueAt(main, ['recipe', 'colourShare'])
  const met = typeof share === 'number' && share > 0
  if (valueAt(main, ['recipe', 'name']) !== 'adapt') return met
  return met && valueAt(main, ['base', 'coloursGrey']) === true
}

/** Of a mixture the training of the larger part: what that can, the mixture can. */
function mainPart(training: unknown): unknown {
  if (valueAt(training, ['format']) !== MIXTURE_FORMAT) return training
  const share = valueAt(training, ['share'])
  const larger = typeof share === 'number' && share > 0.5 ? '1' : '0'
  return mainPart(valueAt(training, ['parts', larger, 'training']))
}

function valueAt(json: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(member, json)
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}
