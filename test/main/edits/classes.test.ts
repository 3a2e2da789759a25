/** Models with classes: the class that is asked for, or any, which belongs to the seed. */
import { expect, test } from 'vitest'
import type { OpenModel } from '../../../src-main/models/opened-model.ts'
import { drawPicture, edit, modelOf, windowMean } from '../../support/editing.ts'
import { openBench } from '../../support/edits-service.ts'

interface Asked {
  readonly seed: number
  readonly label?: number
}

/** A denoiser, and which labels it was asked for. */
function listening() {
  const seen = new Set<number | undefined>()
  const denoise: OpenModel['denoise'] = (noisy, sigma, labels) => {
    for (const label of labels ?? [undefined]) seen.add(label)
    return windowMean(noisy, sigma)
  }
  return { denoise, seen: () => [...seen] }
}

async function labelsOf(asked: Asked, classes: number | null) {
  const { denoise, seen } = listening()
  const model = { ...modelOf(windowMean), record: { classes, coloursGrey: false }, denoise }
  await edit({ operator: 'denoise', image: drawPicture(40, 24), sigma: 0.2, ...asked }, { model })
  return seen()
}

/** What a job of the editor asks for, which lets others in between its batches. */
async function labelsInEditor(asked: Asked & { readonly variations?: number }, classes: number) {
  const { denoise, seen } = listening()
  const bench = await openBench({ denoise, classes })
  try {
    const picture = (await bench.pictures.add(drawPicture(40, 24), { name: 'waves.png' })).id
    const task = { kind: 'denoise', sigma: 10 } as const
    await bench.edits.run({ job: 'one', picture, task, model: 'mean', ...asked })
    return seen()
  } finally {
    await bench.remove()
  }
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

test('the editor asks for the class that the same seed draws elsewhere, another one for each variation', async () => {
  const [seven, eight] = [await labelsOf({ seed: 7 }, 1000), await labelsOf({ seed: 8 }, 1000)]
  expect(await labelsInEditor({ seed: 7 }, 1000)).toEqual(seven)
  expect(await labelsInEditor({ seed: 7, variations: 2 }, 1000)).toEqual([...seven, ...eight])
  expect(await labelsInEditor({ seed: 7, label: 7 }, 10)).toEqual([7])
})
