/**
 * Several results of one run, and runs that are stopped.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { differing } from './support/compare.ts'
import { openEditor } from './support/editor.ts'
import type { Editor } from './support/editor.ts'
import { photographFile, samplesOf } from './support/photographs.ts'
import type { PictureFile } from './support/photographs.ts'

let editor: Editor
let file: PictureFile

beforeAll(async () => {
  file = await photographFile('fruits.jpg')
  editor = await openEditor()
  await editor.open(file)
  await editor.draw([
    [0.4, 0.4],
    [0.6, 0.6],
  ])
})
afterAll(() => editor.close())

const exported = async () => samplesOf(await editor.exportFile())
const result = (n: number) => editor.page.getByRole('button', { name: `Result ${n}`, exact: true })

describe('the results of a run', () => {
  test('are as many as were asked for, and each one can be looked at', async () => {
    await editor.setSlider('Steps', 1)
    await editor.setSlider('Variations', 3)
    await editor.apply()
    const first = await exported()
    await result(2).click()
    const second = await exported()
    await result(3).click()
    const third = await exported()
    await result(1).click()
    expect(differing(first, second)).toBeGreaterThan(100)
    expect(differing(second, third)).toBeGreaterThan(100)
    expect(differing(first, await exported())).toBe(0)
  })

  test('take each other’s place in the history, one step for the run', async () => {
    expect(await editor.history()).toEqual(['Open fruits.png', 'Brush', 'Remove'])
  })

  test('are put away by the discard button, which gives the picture back', async () => {
    await editor.page.getByRole('button', { name: /^Discard/ }).click()
    expect(differing(await exported(), await samplesOf(file.bytes))).toBe(0)
    await editor.apply()
  })

  test('stay for the next run where they were marked', async () => {
    await result(2).click()
    const kept = await exported()
    await editor.page.getByRole('button', { name: 'Keep this one' }).nth(1).click()
    await editor.setSlider('Variations', 1)
    await editor.apply()
    await expect.poll(() => editor.page.getByRole('button', { name: /^Result/ }).count()).toBe(2)
    expect(differing(await exported(), kept)).toBeGreaterThan(100)
    await result(1).click()
    expect(differing(await exported(), kept)).toBe(0)
  })

  test('open in a tab of their own', async () => {
    await result(1).hover()
    await editor.page.getByRole('button', { name: 'Open in a new tab' }).first().click()
    await expect.poll(() => editor.page.getByRole('tab').count()).toBe(2)
    await editor.page.getByRole('tab').first().click()
  })
})

describe('a run that is cancelled', () => {
  test('ends within a quarter of a second of the windows that it was at, and changes nothing', async () => {
    await editor.setSlider('Steps', 8)
    await editor.setSlider('Variations', 6)
    const before = await exported()
    const history = await editor.history()
    const tries = [await cancelAfter(3), await cancelAfter(4), await cancelAfter(5)]
    const beyond = tries.map(({ afterCancel, longestBatch }) => afterCancel - longestBatch)
    expect(Math.min(...beyond)).toBeLessThan(250)
    expect(differing(await exported(), before)).toBe(0)
    expect(await editor.history()).toEqual(history)
    expect(await editor.page.locator('[data-sonner-toast][data-type="error"]').count()).toBe(0)
  })

  test('leaves everything ready for the next one', async () => {
    await editor.setSlider('Steps', 1)
    await editor.setSlider('Variations', 1)
    await editor.apply()
    expect((await editor.history()).at(-1)).toBe('Remove')
  })

  test('leaves no complaint in the console', () => {
    expect(editor.complaints).toEqual([])
  })
})

/**
 * Applies, cancels after a number of estimates, and measures in the page, in milliseconds: how long it took from the
 * click until Apply was there again, and the longest time between two estimates, each of which took a batch or more.
 */
async function cancelAfter(estimates: number) {
  await editor.page.getByRole('button', { name: 'Apply' }).click()
  return editor.page.evaluate(async (wanted) => {
    const button = (text: string) =>
      [...document.querySelectorAll<HTMLButtonElement>('.apply > button')].find((element) =>
        element.textContent.includes(text),
      )
    const tray = () => document.querySelector('.tray')?.textContent ?? ''
    const frame = () => new Promise((resolve) => setTimeout(resolve, 5))
    let [said, since, longest] = ['', performance.now(), 0]
    for (let seen = 0; seen < wanted; await frame()) {
      if (tray() === said || !tray().includes('estimate')) continue
      ;[said, seen] = [tray(), seen + 1]
      longest = Math.max(longest, performance.now() - since)
      since = performance.now()
    }
    const start = performance.now()
    button('Cancel')?.click()
    while (button('Apply') === undefined) await frame()
    return { afterCancel: performance.now() - start, longestBatch: longest }
  }, estimates)
}
