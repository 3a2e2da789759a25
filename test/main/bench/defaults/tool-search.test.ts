/** What the search for defaults tries, and what it scores on a photograph that is known. */
import { describe, expect, test } from 'vitest'
import { describeSpan } from '../../../../src-main/bench/defaults/document.ts'
import { scoreSpans } from '../../../../src-main/bench/defaults/score-spans.ts'
import { JUDGED_TOOLS, toolSearch } from '../../../../src-main/bench/defaults/tool-search.ts'
import { TOOL_SPANS } from '../../../../src-main/edits/schedules.ts'
import { emptyImage } from '../../../../src-shared/tensor/pixels.ts'
import { mapTensor } from '../../../../src-shared/tensor/tensor.ts'

describe('the search for a tool', () => {
  test.each(JUDGED_TOOLS)(
    '%s starts from its present levels and changes one number at a time',
    (tool) => {
      const { start, axes, trials } = toolSearch(tool)
      expect(start).toEqual(TOOL_SPANS[tool])
      expect(trials.length).toBeGreaterThan(0)
      const numbers = (spans: typeof start) => [
        ...Object.entries(spans.first),
        ...Object.entries(spans.finer),
      ]
      for (const candidate of axes.flatMap(({ alternatives }) => alternatives(start))) {
        const before = numbers(start)
        const changed = numbers(candidate).filter(([, value], i) => value !== before[i]?.[1])
        expect(changed).toHaveLength(1)
        const { steps, low, high } = candidate.first
        if (steps > 1) expect(low).toBeLessThanOrEqual(high)
      }
    },
  )
})

describe('the score', () => {
  const grey = emptyImage({ width: 96, height: 96 }, 3, 8)
  grey.data.fill(128)
  const mask = emptyImage({ width: 96, height: 96 }, 1, 8)
  for (let y = 40; y < 56; y++) mask.data.fill(255, y * 96 + 40, y * 96 + 56)
  const trial = {
    original: grey,
    damaged: grey,
    where: mask,
    request: { operator: 'inpaint', image: grey, mask, seed: 0 } as const,
    baselines: [],
  }
  /** A model that answers with one value everywhere. */
  const answering = (value: number) => ({
    windowSize: 32,
    windowBatch: 4,
    denoise: (x: Parameters<typeof mapTensor>[0]) => Promise.resolve(mapTensor(x, () => value)),
  })
  const score = (value: number) =>
    scoreSpans(TOOL_SPANS.narrowHole, {
      model: answering(value),
      trials: [trial],
      signal: new AbortController().signal,
    })

  test('falls as the filling goes away from the truth', async () => {
    const [near, far] = [await score(0.1), await score(0.5)]
    expect(near).toBeGreaterThan(far)
  })
})

test('a span is described by its levels, its noise and its draws', () => {
  const span = { steps: 4, high: 80, low: 0.5, noise: 1 }
  expect(describeSpan(span)).toBe('4 steps 80 to 0.5, noise 1')
  expect(describeSpan({ ...span, steps: 1, draws: 8 })).toBe('1 step at 80, noise 1, mean of 8')
})
