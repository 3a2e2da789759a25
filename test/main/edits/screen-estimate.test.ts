/** Estimates of a picture with a profile look like the tiles of what comes of them. */
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { drawTile } from '../../../src-main/pictures/draw-tile.ts'
import type { EditEstimate, EditJob } from '../../../src-shared/contract/edits-api.ts'
import { at } from '../../support/at.ts'
import { openBench } from '../../support/edits-service.ts'
import { drawPicture } from '../../support/editing.ts'

/** Largest difference of two lists of samples. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - at(b, i))), 0)
}

test('estimates of a wide profile are shown in the colours of the screen, and before the run ends', async () => {
  const bench = await openBench()
  const path = join(bench.folder, 'p3.png')
  const { data, width, height } = drawPicture(40, 30)
  const raw = { width, height, channels: 3 as const }
  await sharp(data, { raw }).withIccProfile('p3').png().toFile(path)
  const { id, profile } = await bench.pictures.open(path)
  expect(profile).toMatch(/P3/)
  const estimates: EditEstimate[] = []
  bench.edits.onEstimate((estimate) => estimates.push(estimate))
  const task = { kind: 'enlarge', scale: 2 } as const
  const job: EditJob = { job: 'a', picture: id, task, model: 'mean', seed: 1 }
  const outcome = at(await bench.edits.run(job), 0)
  const shown = estimates.flatMap(({ preview }) => preview ?? []).at(-1)
  const result = await bench.pictures.get(outcome.picture.id)
  const tile = await drawTile(result, { level: 0, column: 0, row: 0 })
  if (!shown) throw new Error('no estimate was shown')
  expect([shown.width, shown.height]).toEqual([80, 60])
  expect(distance(shown.rgba, tile.rgba)).toBeLessThanOrEqual(4)
  const asStored = Array.from(tile.rgba, (alpha, i) =>
    i % 4 === 3 ? alpha : at(result.image.data, 3 * Math.floor(i / 4) + (i % 4)),
  )
  expect(distance(shown.rgba, asStored)).toBeGreaterThan(8)
  await bench.remove()
})
