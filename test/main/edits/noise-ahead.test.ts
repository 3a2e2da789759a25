import { describe, expect, test } from 'vitest'
import { noiseAhead } from '../../../src-main/edits/noise-ahead.ts'
import { normalField } from '../../../src-shared/tensor/random.ts'
import { mapTensor, zeros } from '../../../src-shared/tensor/tensor.ts'

const REGION = { x: 3, y: 1000, width: 9, height: 500 }
const SOURCE = { seed: 5, level: 2, amount: 0.5 }
const everywhere = mapTensor(zeros([1, 1, REGION.height, REGION.width]), () => 1)
const field = mapTensor(zeros([1, 3, REGION.height, REGION.width]), (_, i) => (i % 7) / 7)
const turn = () => Promise.resolve()

describe('noise drawn ahead', () => {
  test('of each step is that of its pixels, times the deviation and the amount', async () => {
    const noise = noiseAhead(SOURCE, REGION, { where: everywhere, turn })
    for (const step of [0, 1]) {
      await noise.draw({ step, deviation: 4 })
      const z = normalField({ seed: 5, step, level: 2 }, REGION)
      const sum = noise.addTo(field)
      for (const [i, value] of sum.data.entries())
        expect(value).toBeCloseTo((field.data[i] ?? NaN) + 2 * (z.data[i] ?? NaN), 5)
    }
  })

  test('leaves alone what no window sees, and all where none is wanted', async () => {
    const left = mapTensor(everywhere, (_, i) => (i % REGION.width < 4 ? 1 : 0))
    const noise = noiseAhead(SOURCE, REGION, { where: left, turn })
    await noise.draw({ step: 1, deviation: 1 })
    const { data } = noise.addTo(field)
    const same = [...data.keys()].filter((i) => data[i] === field.data[i])
    expect(same.length).toBe(3 * REGION.height * 5)
    const none = noiseAhead({ ...SOURCE, amount: 0 }, REGION, { where: everywhere, turn })
    await none.draw({ step: 1, deviation: 1 })
    expect(none.addTo(field).data).toEqual(field.data)
  })

  test('stops between two bands with what its turn rejects with', async () => {
    const stopped = new Error('stopped')
    const noise = noiseAhead(SOURCE, REGION, {
      where: everywhere,
      turn: () => Promise.reject(stopped),
    })
    await expect(noise.draw({ step: 0, deviation: 1 })).rejects.toBe(stopped)
  })
})
