/**
 * Every task on a real picture, held against what the task promises.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  blockMeans,
  differences,
  differing,
  largestDistance,
  luminances,
} from './support/compare.ts'
import { openEditor } from './support/editor.ts'
import type { Editor } from './support/editor.ts'
import { greyScan, photographFile, samplesOf } from './support/photographs.ts'

const SMALL = { left: 160, top: 120, width: 128, height: 96 }

let editor: Editor

beforeAll(async () => {
  editor = await openEditor()
})
afterEach(() => {
  expect(editor.complaints).toEqual([])
})
afterAll(() => editor.close())

const exported = async () => samplesOf(await editor.exportFile())

describe('the tasks', () => {
  test('colourise gives a grey scan colours and keeps its brightness', async () => {
    const scan = await greyScan('fruits.jpg', SMALL)
    await editor.open(scan)
    await editor.task('Colourise')
    await editor.setSlider('Steps', 2)
    await editor.apply()
    const result = await exported()
    const source = await samplesOf(scan.bytes)
    expect(largestDistance(luminances(result), luminances(source))).toBeLessThanOrEqual(1.5)
    const spread = result.data.filter(
      (_, i) => i % 3 === 0 && Math.abs((result.data[i] ?? 0) - (result.data[i + 2] ?? 0)) > 8,
    )
    expect(spread.length).toBeGreaterThan(SMALL.width)
  })

  test('a dab of colour spreads over what it lies on, and does not cover the result', async () => {
    const scan = await greyScan('coffee.png', { left: 40, top: 60, width: 128, height: 96 })
    const redness = async () => {
      const { data } = await exported()
      const sum = data.reduce((sum, value, i) => sum + value * ([1, 0, -1][i % 3] ?? 0), 0)
      return (3 * sum) / data.length
    }
    await editor.open(scan)
    await editor.task('Colourise')
    await editor.setSlider('Steps', 2)
    await editor.apply()
    const plain = await redness()
    await editor.page.keyboard.press('Control+z')
    await editor.page.getByLabel('Colour', { exact: true }).fill('#c02020')
    await editor.draw([
      [0.4, 0.5],
      [0.45, 0.5],
    ])
    await editor.apply()
    expect(await redness()).toBeGreaterThan(plain + 20)
    expect(differing(await editor.shown(), await exported())).toBe(0)
  })

  test('enlarge doubles both sides, and every pixel stays the mean of those made of it', async () => {
    const file = await photographFile('astronaut.png', SMALL)
    await editor.open(file)
    await editor.task('Enlarge')
    await editor.apply()
    const result = await exported()
    const source = await samplesOf(file.bytes)
    expect([result.width, result.height]).toEqual([256, 192])
    expect(largestDistance(blockMeans(result, 2), [...source.data])).toBeLessThanOrEqual(1)
    expect(differing(await editor.shown(), result)).toBe(0)
  })

  test('denoise changes the picture and keeps its size', async () => {
    const file = await photographFile('cat.png', SMALL)
    await editor.open(file)
    await editor.task('Denoise')
    await editor.setSlider('Noise', 20)
    await editor.apply()
    expect(differing(await exported(), await samplesOf(file.bytes))).toBeGreaterThan(1000)
  })

  test('restore mends, colours and enlarges a scan in one go', async () => {
    await editor.open(await greyScan('dust-bowl-home.png', SMALL))
    await editor.task('Restore')
    await editor.page.getByRole('button', { name: '2×' }).click()
    await editor.draw([
      [0.3, 0.5],
      [0.7, 0.5],
    ])
    await editor.setSlider('Steps', 1)
    await editor.apply()
    const result = await exported()
    expect(result).toMatchObject({ width: 256, height: 192 })
  })

  test('paint turns a stroke of colour into a part of the picture', async () => {
    const file = await photographFile('cat.png', SMALL)
    await editor.open(file)
    await editor.task('Paint')
    await editor.draw([
      [0.4, 0.5],
      [0.6, 0.5],
    ])
    await editor.setSlider('Steps', 1)
    await editor.apply()
    expect(await editor.history()).toEqual(['Open cat.png', 'Colour brush', 'Paint'])
    const box = { left: 24, top: 20, right: 104, bottom: 76 }
    const changed = differences(await exported(), await samplesOf(file.bytes), box)
    expect(changed.inside).toBeGreaterThan(500)
  })

  test('blend makes as many pictures as were asked for between two of them', async () => {
    await editor.open(await photographFile('cat.png', SMALL))
    await editor.task('Blend')
    const second = editor.page.getByRole('button', { name: 'Second picture' })
    await second.click()
    await editor.page.getByRole('menuitem', { name: 'Butterfly' }).click()
    await second.getByText('butterfly').waitFor()
    await editor.drop([await photographFile('gravel.png', SMALL)], 'other')
    await second.getByText('gravel').waitFor()
    await editor.setSlider('Frames', 4)
    await editor.setSlider('Steps', 1)
    await editor.apply()
    await editor.page.getByText('Frame 1 of 4').waitFor()
    const first = await exported()
    const scrubber = editor.page.getByRole('region', { name: 'Results' }).getByRole('slider')
    await scrubber.press('End')
    await editor.page.getByText('Frame 4 of 4').waitFor()
    expect(differing(first, await exported())).toBeGreaterThan(1000)
  })

  test('generate opens its pictures in a tab of their own, from nothing', async () => {
    const tabs = await editor.page.getByRole('tab').count()
    await editor.task('Generate')
    await editor.setSlider('Pictures', 2)
    await editor.setSlider('Steps', 1)
    await editor.apply()
    expect(await editor.page.getByRole('tab').count()).toBe(tabs + 1)
    const first = await exported()
    await editor.page.getByRole('button', { name: 'Result 2' }).click()
    expect(differing(first, await exported())).toBeGreaterThan(1000)
  })
})
