// @vitest-environment happy-dom
/** The ring of the brush: where it lies and how large it looks, before and after it has come to rest. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createBrushCursor } from '../../../src-renderer/canvas/brush-cursor.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const at = { x: 100, y: 60 }

test('a ring is drawn at once, moved without being drawn, and hidden out of sight', () => {
  const element = document.createElement('div')
  const cursor = createBrushCursor(element)
  cursor.show({ at, diameter: 40 })
  expect(element.style).toMatchObject({ width: '40px', transform: 'translate(80px, 40px)' })
  cursor.show({ at: { x: 110, y: 60 }, diameter: 40 })
  expect(element.style.transform).toBe('translate(90px, 40px)')
  cursor.show(null)
  expect(element.style.transform).toContain('-9999px')
})

test('a ring that grows is scaled about its centre, and drawn anew once it rests', () => {
  const element = document.createElement('div')
  const cursor = createBrushCursor(element)
  for (const diameter of [40, 50, 60]) cursor.show({ at, diameter })
  expect(element.style).toMatchObject({
    width: '40px',
    transform: 'translate(80px, 40px) scale(1.5)',
  })
  vi.runAllTimers()
  expect(element.style).toMatchObject({ width: '60px', transform: 'translate(70px, 30px)' })
})

test('the smallest ring can still be seen', () => {
  const element = document.createElement('div')
  createBrushCursor(element).show({ at, diameter: 0.2 })
  expect(element.style.width).toBe('3px')
})
