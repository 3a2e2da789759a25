/** Models with classes: the class that is asked for, or any, which belongs to the seed. */
import { expect, test } from 'vitest'
import type { Tensor } from '../../../src-shared/tensor/tensor.ts'
import { drawPicture, edit, modelOf, windowMean } from '../../support/editing.ts'

async function labelsOf(
  asked: { readonly seed: number; readonly label?: number },
  classes: number | null,
) {
  const seen = new Set<number | undefined>()
  const model = {
    ...modelOf(windowMean),
    record: { classes },
    denoise: (noisy: Tensor, sigma: number, labels?: readonly number[]) => {
      for (const label of labels ?? [undefined]) seen.add(label)
      return windowMean(noisy, sigma)
    },
  }
  await edit({ operator: 'denoise', image: drawPicture(40, 24), sigma: 0.2, ...asked }, { model })
  return [...seen]
}

test('every window of an edit is asked for the one class', async () => {
  expect(await labelsOf({ seed: 1, label: 7 }, 10)).toEqual([7])
})

test('any class is drawn by the seed, the same one for the same seed', async () => {
  const drawn = await Promise.all(Array.from({ length: 8 }, (_, seed) => labelsOf({ seed }, 1000)))
  for (const labels of drawn) expect(labels).toHaveLength(1)
  expect(new Set(drawn.flat()).size).toBeGreaterThan(4)
  expect(await labelsOf({ seed: 3 }, 1000)).toEqual(drawn[3])
  for (const [label = -1] of drawn) expect(label >= 0 && label < 1000).toBe(true)
})

test('a model without classes is asked for none', async () => {
  expect(await labelsOf({ seed: 1 }, null)).toEqual([undefined])
})
