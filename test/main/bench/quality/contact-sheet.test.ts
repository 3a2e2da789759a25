import { describe, expect, test } from 'vitest'
import { drawText, textWidth } from '../../../../src-main/bench/quality/bitmap-font.ts'
import { closeUps, partToShow } from '../../../../src-main/bench/quality/close-up.ts'
import { contactSheet } from '../../../../src-main/bench/quality/contact-sheet.ts'
import { emptyImage } from '../../../../src-shared/tensor/pixels.ts'

describe('the bitmap font', () => {
  test('draws a letter dot by dot', () => {
    const image = emptyImage({ width: 5, height: 7 }, 1, 8)
    drawText(image, 'l', { x: 0, y: 0, scale: 1, value: 1 })
    const column = [1, 0, 0, 0, 0]
    expect(Array.from(image.data)).toEqual([
      ...Array.from({ length: 6 }, () => column).flat(),
      1,
      1,
      1,
      1,
      1,
    ])
  })

  test('scales, and cuts off what lies outside', () => {
    const image = emptyImage({ width: 4, height: 4 }, 3, 8)
    drawText(image, 'I', { x: -2, y: 0, scale: 2, value: 9 })
    expect(Array.from(image.data.subarray(0, 12))).toEqual(Array(12).fill(9))
    expect(textWidth('II', 2)).toBe(22)
  })

  test('has a distinct glyph of seven rows of five dots for every character it knows', () => {
    const drawn = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,-+:/%'].map((letter) => {
      const image = emptyImage({ width: 5, height: 7 }, 1, 8)
      drawText(image, letter, { x: 0, y: 0, scale: 1, value: 1 })
      return image.data.join('')
    })
    expect(new Set(drawn).size).toBe(drawn.length)
    expect(drawn).not.toContain('0'.repeat(35))
  })
})

describe('a contact sheet', () => {
  test('shows every picture at its own proportions inside its cell', () => {
    const red = emptyImage({ width: 20, height: 10 }, 3, 8)
    red.data.forEach((_, i) => (red.data[i] = i % 3 === 0 ? 200 : 0))
    const grey = emptyImage({ width: 10, height: 10 }, 1, 8)
    grey.data.fill(99)
    const sheet = contactSheet([[{ label: 'a', image: red }], [{ label: 'b', image: grey }]], {
      cell: 40,
    })
    const count = (r: number, g: number) => {
      let found = 0
      for (let i = 0; i < sheet.data.length; i += 3) {
        if (sheet.data[i] === r && sheet.data[i + 1] === g) found++
      }
      return found
    }
    expect(count(200, 0)).toBe(40 * 20)
    expect(count(99, 99)).toBe(40 * 40)
  })
})

describe('a close-up', () => {
  const mask = emptyImage({ width: 600, height: 500 }, 1, 8)
  for (let y = 40; y < 88; y++) mask.data.fill(255, y * 600 + 500, y * 600 + 548)

  test('is 256 pixels of the photograph around its hole, within its edges', () => {
    const photograph = emptyImage({ width: 600, height: 500 }, 3, 8)
    expect(partToShow(photograph, mask)).toEqual({ x: 344, y: 0, width: 256, height: 256 })
    expect(partToShow(photograph)).toEqual({ x: 172, y: 122, width: 256, height: 256 })
    const small = emptyImage({ width: 200, height: 300 }, 3, 8)
    expect(partToShow(small)).toEqual({ x: 0, y: 50, width: 200, height: 200 })
  })

  test('shows the same part of a smaller picture', () => {
    const small = emptyImage({ width: 150, height: 125 }, 3, 8)
    small.data.fill(7, (50 * 150 + 60) * 3, (50 * 150 + 61) * 3)
    const part = { x: 240, y: 200, width: 256, height: 256 }
    const [cell] = closeUps([{ label: 'input', image: small }], part, 600)
    expect(cell?.image).toMatchObject({ width: 64, height: 64 })
    expect(Array.from(cell?.image.data.subarray(0, 6) ?? [])).toEqual([7, 7, 7, 0, 0, 0])
  })
})
