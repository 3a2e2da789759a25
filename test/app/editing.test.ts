/**
 * The way of a photograph through the editor: in, edited, compared, taken back, out.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { brightest, colours, differences, differing, largestDistance } from './support/compare.ts'
import type { Box } from './support/compare.ts'
import { openEditor } from './support/editor.ts'
import type { Editor } from './support/editor.ts'
import { formatOf, photographFile, samplesOf } from './support/photographs.ts'
import type { PictureFile, Samples } from './support/photographs.ts'

let editor: Editor
let file: PictureFile
let source: Samples
let result: Samples

/** A stroke across the middle of 192 x 144 pixels with the usual brush of 48 pixels, and what it can reach. */
const STROKE = [
  [0.4, 0.5],
  [0.6, 0.5],
] as const
/** Where the picture of 192 x 144 pixels shows the result beside the line, and the handle of the line. */
const RIGHT = { left: 62, top: 0, right: 192, bottom: 144 }
const REACH = { left: 52, top: 47, right: 140, bottom: 97 }

/** The picture and the reach where either may lie two pixels aside. */
const WITHIN = { left: 3, top: 3, right: 189, bottom: 141 }
const AROUND = { left: 49, top: 44, right: 143, bottom: 100 }

beforeAll(async () => {
  file = await photographFile('coffee.png')
  source = await samplesOf(file.bytes)
  editor = await openEditor()
})
afterAll(() => editor.close())

const exported = async () => samplesOf(await editor.exportFile())
const key = (name: string) => editor.page.keyboard.press(name)

describe('a photograph in the editor', () => {
  test('is shown as its file says once it was dropped, sample for sample', async () => {
    await editor.open(file)
    expect(differing(await editor.shown(), source)).toBe(0)
  })

  test('is shown so wherever it was moved to', async () => {
    const { mouse } = editor.page
    const ways = [
      [290, 200],
      [-410, -240],
      [120, 40],
    ] as const
    for (const [x, y] of ways) {
      await mouse.move(526, 400)
      await mouse.down({ button: 'middle' })
      await mouse.move(526 + x / 2, 400 + y, { steps: 4 })
      await mouse.move(526 + x, 400 + y, { steps: 4 })
      await mouse.up({ button: 'middle' })
      expect(differing(await editor.shown(), source)).toBe(0)
    }
    await key('Control+0')
    await key('Control+1')
  })

  test('shows a first impression within the painted mask as soon as the gesture ends', async () => {
    await editor.draw(STROKE)
    await editor.page.getByText('First impression').waitFor()
    const impression = differences(source, await editor.shown(), REACH)
    expect(impression.outside).toBe(0)
    expect(impression.inside).toBeGreaterThan(500)
    expect(differences(source, await exported(), REACH)).toEqual({ inside: 0, outside: 0 })
  })

  test('shows the estimates of a run as they arrive, in order', async () => {
    await editor.setSlider('Steps', 4)
    await editor.setSlider('Variations', 3)
    const estimates = await watchEstimates()
    await editor.apply()
    const seen = await estimates()
    // A fast machine passes over estimates that nobody could see, but over no result.
    for (const n of [1, 2, 3]) expect(seen).toContain(`${n} · estimate 1`)
    expect(seen.filter((text) => !/^[123] · estimate [1-9]$/.test(text))).toEqual([])
    expect(seen).toEqual([...seen].sort())
    await editor.setSlider('Variations', 1)
  })

  test('differs inside of the mask and is identical outside', async () => {
    result = await exported()
    const { inside, outside } = differences(source, result, REACH)
    expect(outside).toBe(0)
    expect(inside).toBeGreaterThan(1000)
    await editor.page.getByText('outside the mask: identical').waitFor()
  })

  test('is written to the file as the canvas shows it', async () => {
    await key('Control+d') // the selection lies over the picture
    expect(differing(await editor.shown(), result)).toBe(0)
    await key('Control+z')
  })

  test('is what it was after undo, and the result again after redo', async () => {
    expect((await editor.history()).slice(0, 3)).toEqual(['Open coffee.png', 'Brush', 'Remove'])
    await key('Control+z')
    expect(differing(await exported(), source)).toBe(0)
    await key('Control+Shift+z')
    expect(differing(await exported(), result)).toBe(0)
  })

  test('shows what was before while the key is held, and beside it with the slider', async () => {
    await key('Control+d')
    await editor.page.keyboard.down('\\')
    expect(differing(await editor.shown(), source)).toBe(0)
    await editor.page.keyboard.up('\\')
    expect(differing(await editor.shown(), result)).toBe(0)
    await key('y')
    const half = differences(source, await editor.shown(), RIGHT)
    expect(half.outside).toBe(0)
    expect(half.inside).toBeGreaterThan(100)
    await key('y')
    await key('Control+z')
  })

  test('shows what was kept in black, and what differs by how much', async () => {
    await key('k')
    await editor.page.getByRole('heading', { name: 'What was kept' }).waitFor()
    const shown = await editor.shown()
    const black = { ...source, data: Buffer.alloc(source.data.length, 0) }
    expect(differences(black, shown, REACH).outside).toBe(0)
    const strong = colours(source).map((value, i) =>
      Math.min(8 * Math.abs(value - (colours(result)[i] ?? NaN)), 255),
    )
    expect(Math.max(...strong)).toBe(255)
    expect(largestDistance([...colours(shown)], [...strong])).toBeLessThan(8)
    await key('k')
  })

  test.each([
    ['Control+-', 1, '80 %', 1 / 1.25],
    ['Control+=', 1, '125 %', 1.25],
    ['Control+=', 2, '156 %', 1.25 ** 2],
  ])('shows it as black after %s %i times, at %s', async (step, times, percent, zoom) => {
    await key('Control+1')
    for (let i = 0; i < times; i++) await key(step)
    await editor.page.getByText(percent, { exact: true }).waitFor()
    await key('k')
    const shown = await editor.shownAsZoomed()
    expect(shown.width).toBeGreaterThan(zoom * source.width - 2)
    const lies = (box: Box, x: number, y: number) =>
      x > zoom * box.left && x < zoom * box.right && y > zoom * box.top && y < zoom * box.bottom
    expect(brightest(shown, (x, y) => lies(WITHIN, x, y) && !lies(AROUND, x, y))).toBe(0)
    expect(brightest(shown, (x, y) => lies(REACH, x, y))).toBe(255)
    await key('k')
    await key('Control+1')
  })

  test('compares nothing after a crop, for what was before lies otherwise', async () => {
    const before = editor.page.getByText('Before', { exact: true })
    await key('y')
    await before.waitFor()
    await key('c')
    await editor.draw([
      [0.2, 0.2],
      [0.7, 0.5],
    ])
    await editor.page.getByRole('button', { name: /^Crop Enter/ }).click()
    await before.waitFor({ state: 'detached' })
    await key('Control+z')
    await before.waitFor()
    await key('y')
    await key('b')
  })

  test('goes back and forth through crop, turn, selection and result, step by step', async () => {
    const states: Samples[] = [await exported()]
    const keep = async () => void states.push(await exported())
    await key('c')
    await editor.draw([
      [0.1, 0.1],
      [0.8, 0.9],
    ])
    await editor.page.getByRole('button', { name: /^Crop Enter/ }).click()
    await editor.page.getByText(/^13\d × 11\d/).waitFor()
    await keep()
    await key('b')
    await editor.draw([
      [0.5, 0.2],
      [0.5, 0.5],
    ])
    await keep()
    await editor.setSlider('Steps', 1)
    await editor.apply()
    await keep()
    await editor.page.getByRole('button', { name: 'Adjust the picture' }).click()
    await editor.page.getByRole('menuitem', { name: 'Rotate right' }).click()
    await editor.page.getByText(/^11\d × 13\d/).waitFor()
    await keep()
    for (const state of states.slice(0, -1).reverse()) {
      await key('Control+z')
      expect(await exported()).toEqual(state)
    }
    for (const state of states.slice(1)) {
      await key('Control+y')
      expect(await exported()).toEqual(state)
    }
    for (let i = 1; i < states.length; i++) await key('Control+z')
  })

  test('keeps its file in every format that can be chosen', async () => {
    for (const [name, format] of [
      ['JPEG', 'jpeg'],
      ['WebP', 'webp'],
      ['TIFF', 'tiff'],
      ['AVIF', 'heif'],
    ] as const) {
      const bytes = await editor.exportFile(name)
      expect(await formatOf(bytes)).toEqual({ format, width: 192, height: 144 })
    }
  })

  test('leaves no complaint in the console', () => {
    expect(editor.complaints).toEqual([])
  })
})

/** Watches the tray; the answer gives the texts about estimates in the order in which they first came. */
async function watchEstimates(): Promise<() => Promise<string[]>> {
  const seen = await editor.page.evaluateHandle(() => {
    const texts: string[] = []
    new MutationObserver(() => {
      for (const element of document.querySelectorAll('.forming .step')) {
        const text = element.textContent.trim()
        if (text.includes('estimate') && !texts.includes(text)) texts.push(text)
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true })
    return texts
  })
  return () => seen.jsonValue()
}
