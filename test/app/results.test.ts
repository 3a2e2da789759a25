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
  test('ends with the windows that it was at, and changes nothing', async () => {
    await editor.setSlider('Steps', 8)
    await editor.setSlider('Variations', 6)
    const before = await exported()
    const history = await editor.history()
    // How many milliseconds it takes is measured by `npm run bench:app`: here, other tests run beside it.
    for (const estimates of [1, 3, 5]) {
      const { arrivedAfter, shownAfter } = await cancelAfter(estimates)
      expect(arrivedAfter).toBeLessThan(10) // some are on their way on a busy machine; 40 were to come
      expect(shownAfter).toBe(0)
    }
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
 * Applies, cancels once so many estimates were seen, and waits for Apply: how many estimates came into sight after the
 * click, and how many after Apply was there again.
 */
async function cancelAfter(estimates: number) {
  await editor.page.getByRole('button', { name: 'Apply' }).click()
  return editor.page.evaluate(async (wanted) => {
    const button = (text: string) =>
      [...document.querySelectorAll<HTMLButtonElement>('.apply > button')].find((element) =>
        element.textContent.includes(text),
      )
    const pause = (milliseconds: number) =>
      new Promise((resolve) => setTimeout(resolve, milliseconds))
    const seen = new Set<string>()
    const until = async (done: () => boolean) => {
      while (!done()) {
        const said = [...document.querySelectorAll('.forming .step')].map((it) => it.textContent)
        for (const text of said) if (text.includes('estimate')) seen.add(text)
        await pause(5)
      }
    }
    await until(() => seen.size >= wanted)
    button('Cancel')?.click()
    const before = seen.size
    await until(() => button('Apply') !== undefined)
    const arrived = seen.size
    await pause(500)
    return {
      arrivedAfter: arrived - before,
      shownAfter: document.querySelectorAll('.forming').length,
    }
  }, estimates)
}
