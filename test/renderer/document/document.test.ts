/** What becomes of selection and strokes when the picture below them changes. */
import { expect, test } from 'vitest'
import { openDocument, withPicture } from '../../../src-renderer/document/document.ts'
import { maskBounds, maskFromPatch } from '../../../src-renderer/kernels/mask.ts'
import { finished } from '../../../src-renderer/kernels/piecewise.ts'
import { paintBounds, paintOver } from '../../../src-renderer/kernels/paint-layer.ts'
import { pictureInfo } from '../support/app-double.ts'

const opened = openDocument('d', pictureInfo({ width: 400, height: 300 }))
const region = { x: 10, y: 20, width: 30, height: 40 }
const patch = { region, coverage: new Uint8Array(1200).fill(255) }
const marked = {
  ...opened,
  mask: maskFromPatch(patch, opened.picture),
  paint: paintOver(opened.paint, patch, [1, 2, 3]),
}
const boundsOf = ({ mask, paint }: typeof marked) => [maskBounds(mask), paintBounds(paint)]

test('a result of the same size leaves them as they are', () => {
  const edited = finished(withPicture(marked, pictureInfo({ id: 'r', width: 400, height: 300 })))
  expect(edited.mask).toBe(marked.mask)
  expect(edited.paint).toBe(marked.paint)
})

test('a larger result enlarges them with it', () => {
  const larger = finished(withPicture(marked, pictureInfo({ id: 'r', width: 800, height: 600 })))
  const twice = { x: 20, y: 40, width: 60, height: 80 }
  expect(boundsOf(larger)).toEqual([twice, twice])
})

test('a mirrored picture takes them to its other side', () => {
  const picture = pictureInfo({ id: 'm', width: 400, height: 300 })
  const transform = { kind: 'flip', axis: 'horizontal' } as const
  const mirrored = { ...region, x: 400 - 10 - 30 }
  expect(boundsOf(finished(withPicture(marked, picture, { transform })))).toEqual([
    mirrored,
    mirrored,
  ])
})
