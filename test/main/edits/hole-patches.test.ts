/** What is read of the patches around a hole, where they are found at one scale and read at another. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { patchesFor } from '../../../src-main/edits/hole-patches.ts'
import { readField } from '../../../src-shared/field/photograph.ts'
import { at } from '../../support/at.ts'
import { drawMask, drawPicture } from '../../support/editing.ts'

test('patches found at the finest scale alone are read at a coarse one as means, in pieces of the picture', async () => {
  const [width, height] = [16, 1024]
  const image = drawPicture(width, height)
  // Too little is left for any patch, so that nothing but the finest scale is there.
  const mask = drawMask(width, height, [{ x: 2, y: 0, width: 14, height }])
  const request = { operator: 'inpaint', image, mask, seed: 1 } as const
  const whole = { x: 0, y: 0, width, height }
  let turns = 0
  const turn = () => Promise.resolve(void turns++)
  const patches = patchesFor(request, { region: whole, fill: 'natural', coarsest: 1 })
  const fine = await patches.read(whole, 1, turn)
  turns = 0
  const coarse = await patches.read({ x: 0, y: 0, width: 1, height: 64 }, 16, turn)
  expect(turns).toBe(3)
  for (let y = 0; y < 64; y++) {
    const block = fine.data.subarray(16 * width * y, 16 * width * (y + 1))
    const mean = block.reduce((sum, value) => sum + value, 0) / block.length
    expect(at(coarse.data, y)).toBeCloseTo(mean, 4)
  }
  const known = readField(image, { x: 0, y: 0, width: 2, height: 1 })
  expect(fine.data.slice(0, 2)).toEqual(known.data.slice(0, 2))
})

test('for a first impression patches are found no finer than the coarsest scale that is read', () => {
  const image = drawPicture(60, 60)
  const mask = drawMask(60, 60, [{ x: 20, y: 20, width: 20, height: 20 }])
  const request = { operator: 'inpaint', image, mask, seed: 1 } as const
  const search = {
    region: { x: 0, y: 0, width: 60, height: 60 },
    fill: 'natural',
    coarsest: 4,
  } as const
  expect(patchesFor(request, search).shrink).toBe(1)
  expect(patchesFor({ ...request, quick: true }, search).shrink).toBe(4)
})

test('what was searched with is let go once the finest scale is there', async () => {
  const image = drawPicture(60, 60)
  const mask = drawMask(60, 60, [{ x: 20, y: 20, width: 20, height: 20 }])
  const request = { operator: 'inpaint', image, mask, seed: 1 } as const
  const whole = { x: 0, y: 0, width: 60, height: 60 }
  const patches = patchesFor(request, { region: whole, fill: 'texture', coarsest: 1 })
  const read = async () => {
    const turn = () => Promise.resolve()
    await patches.read(whole, 1, turn)
    return new WeakRef(turn)
  }
  const turn = await read()
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  await expect
    .poll(() => {
      collect()
      return turn.deref() === undefined
    })
    .toBe(true)
  const again = await patches.read(whole, 1, () => Promise.resolve())
  expect(again.shape).toEqual([1, 3, 60, 60])
})
