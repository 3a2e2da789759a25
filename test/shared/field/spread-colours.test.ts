/** What is painted spreads over what is alike: compared with the cheapest ways that another algorithm finds. */
import { describe, expect, it } from 'vitest'
import { cheapestWays, spreadColours } from '../../../src-shared/field/spread-colours.ts'
import type { Hints } from '../../../src-shared/operators/keep-hints.ts'
import { uniforms } from '../../../src-shared/tensor/random.ts'
import type { Tensor } from '../../../src-shared/tensor/tensor.ts'
import { at } from '../../support/at.ts'

const SIDE = 24
const PLANE = SIDE * SIDE
const turn = () => Promise.resolve()

const planeOf = (valueAt: (x: number, y: number) => number): Tensor => ({
  shape: [1, 1, SIDE, SIDE],
  data: Float32Array.from({ length: PLANE }, (_, i) => valueAt(i % SIDE, Math.floor(i / SIDE))),
})

const RED = [0.8, -0.5, -0.5]
const BLUE = [-0.5, -0.5, 0.8]

/** Strokes of one pixel each. */
function painted(spots: readonly { x: number; y: number; colour: readonly number[] }[]): Hints {
  const colours = new Float32Array(3 * PLANE)
  const weight = new Float32Array(PLANE)
  for (const { x, y, colour } of spots) {
    weight[y * SIDE + x] = 1
    for (let c = 0; c < 3; c++) colours[c * PLANE + y * SIDE + x] = at(colour, c)
  }
  return {
    colours: { shape: [1, 3, SIDE, SIDE], data: colours },
    weight: { shape: [1, 1, SIDE, SIDE], data: weight },
  }
}

const reader = ({ colours, weight }: Hints) => ({
  colour: (x: number, y: number) =>
    [0, 1, 2].map((c) => at(colours.data, c * PLANE + y * SIDE + x)),
  weight: (x: number, y: number) => at(weight.data, y * SIDE + x),
})

/** Bellman and Ford: every pair of neighbours, until nothing changes. */
function waysByRelaxing(brightness: Tensor, seed: number, step: number): number[] {
  const ways = Array.from({ length: PLANE }, (_, i) => (i === seed ? 0 : Infinity))
  for (let changed = true; changed;) {
    changed = false
    for (let i = 0; i < PLANE; i++)
      for (let j = 0; j < PLANE; j++) {
        const [dx, dy] = [(i % SIDE) - (j % SIDE), Math.floor(i / SIDE) - Math.floor(j / SIDE)]
        if (i === j || Math.abs(dx) > 1 || Math.abs(dy) > 1) continue
        const change = Math.abs(at(brightness.data, i) - at(brightness.data, j))
        const way = at(ways, j) + change + step * Math.hypot(dx, dy)
        if (way < at(ways, i) - 1e-9) {
          ways[i] = way
          changed = true
        }
      }
  }
  return ways
}

describe('the cheapest ways', () => {
  it('are those that relaxing every pair of neighbours finds, in noise', async () => {
    const draws = uniforms(4, 0, PLANE)
    const brightness = planeOf((x, y) => 2 * at(draws, y * SIDE + x) - 1)
    const seed = 5 * SIDE + 7
    const ways = await cheapestWays(brightness, { seeds: [seed], turn })
    const flat = await cheapestWays(
      planeOf(() => 0),
      { seeds: [0], turn },
    )
    const expected = waysByRelaxing(brightness, seed, at(flat, 1))
    for (const [i, way] of expected.entries()) expect(at(ways, i)).toBeCloseTo(way, 4)
  })
})

describe('colours that were painted', () => {
  it('stay where they were painted', async () => {
    const brightness = planeOf((x, y) => Math.sin(x + 2 * y))
    const { colour, weight } = reader(
      await spreadColours(painted([{ x: 3, y: 4, colour: RED }]), { brightness, turn }),
    )
    expect(weight(3, 4)).toBeCloseTo(1, 5)
    for (let c = 0; c < 3; c++) expect(at(colour(3, 4), c)).toBeCloseTo(at(RED, c), 5)
  })

  it('fill what is equally bright, and hardly count beyond an edge', async () => {
    const brightness = planeOf((x) => (x < SIDE / 2 ? -0.5 : 0.5))
    const { weight } = reader(
      await spreadColours(painted([{ x: 2, y: 2, colour: RED }]), { brightness, turn }),
    )
    expect(weight(SIDE / 2 - 1, SIDE - 1)).toBeGreaterThan(0.9)
    expect(weight(SIDE / 2, SIDE - 1)).toBeLessThan(0.1)
  })

  it('each have their own side of an edge', async () => {
    const brightness = planeOf((x) => (x < SIDE / 2 ? -0.2 : 0.2))
    const spots = [
      { x: 1, y: 1, colour: RED },
      { x: SIDE - 2, y: SIDE - 2, colour: BLUE },
    ]
    const { colour } = reader(await spreadColours(painted(spots), { brightness, turn }))
    expect(at(colour(SIDE / 2 - 1, 12), 0)).toBeGreaterThan(at(colour(SIDE / 2 - 1, 12), 2) + 0.8)
    expect(at(colour(SIDE / 2, 12), 2)).toBeGreaterThan(at(colour(SIDE / 2, 12), 0) + 0.8)
  })

  it('say nothing where there are none', async () => {
    const spread = await spreadColours(painted([]), { brightness: planeOf(() => 0), turn })
    expect(Math.max(...spread.weight.data)).toBe(0)
    expect(spread.colours.data.every(Number.isFinite)).toBe(true)
  })

  it('may be more than are followed one by one', async () => {
    const spots = Array.from({ length: 40 }, (_, i) => ({
      x: (5 * i) % SIDE,
      y: Math.floor((5 * i) / SIDE),
      colour: [i / 20 - 1, 1 - i / 20, (i % 7) / 3 - 1],
    }))
    const spread = await spreadColours(painted(spots), { brightness: planeOf(() => 0), turn })
    expect(Math.min(...spread.weight.data)).toBeGreaterThan(0.5)
  })
})

it('spreading ends when the turn for others rejects', async () => {
  const cancelled = () => Promise.reject(new DOMException('cancelled', 'AbortError'))
  const spread = spreadColours(painted([{ x: 1, y: 1, colour: RED }]), {
    brightness: planeOf(() => 0),
    turn: cancelled,
  })
  await expect(spread).rejects.toThrow('cancelled')
})
