import { describe, expect, test } from 'vitest'
import {
  askToSave,
  mayClose,
  mayCloseUnasked,
  type ClosingParts,
} from '../../../src-main/host/desktop/closing.ts'
import { createClosingPage } from '../../../src-main/host/desktop/closing-page.ts'
import { wordsFor } from '../../../src-main/host/desktop/words.ts'

const never = new Promise<never>(() => undefined)

/** A window with one unsaved document whose user presses the buttons of these names, one after the other. */
function closing(presses: readonly string[], changes: Partial<ClosingParts> = {}) {
  const done: string[] = []
  const left = [...presses]
  const parts: ClosingParts = {
    words: wordsFor('en'),
    platform: 'linux',
    unsaved: () => ['picos.jpg'],
    training: {
      isRunning: () => false,
      prepareToQuit: (then) => Promise.resolve(void done.push(then)),
    },
    ask: ({ buttons }) => Promise.resolve(buttons.indexOf(left.shift() ?? '')),
    settle: (way) => Promise.resolve(done.push(way) > 0),
    patience: () => never,
    ...changes,
  }
  return { done, parts, may: () => mayClose(parts) }
}

describe('before the window closes', () => {
  test('nothing is asked where nothing is unsaved and nothing trains', () => {
    expect(mayCloseUnasked(closing([], { unsaved: () => [] }).parts)).toBe(true)
    expect(mayCloseUnasked(closing([]).parts)).toBe(false)
  })

  test.each([
    ['Save', ['save'], true],
    ['Don’t save', ['keep'], true],
    ['Cancel', [], false],
    ['the cross of the question', [], false],
  ])('%s leads to %j', async (press, expected, closes) => {
    const { done, may } = closing([press])
    expect(await may()).toBe(closes)
    expect(done).toEqual(expected)
  })

  test('what was not saved after all keeps the window open', async () => {
    expect(await closing(['Save'], { settle: () => Promise.resolve(false) }).may()).toBe(false)
  })

  test('a page that hangs does not keep it open where nothing is to be saved', async () => {
    const hanging = { settle: () => never, patience: () => Promise.resolve() }
    expect(await closing(['Don’t save'], hanging).may()).toBe(true)
  })

  test('training is asked about last, and backing out there loses nothing', async () => {
    const training = { isRunning: () => true, prepareToQuit: () => never }
    const { done, may } = closing(['Save', 'Keep editing'], { training })
    expect(await may()).toBe(false)
    expect(done).toEqual(['save'])
  })
})

describe('the question', () => {
  const words = wordsFor('en')

  test.each([
    ['win32', ['Save', 'Don’t save', 'Cancel']],
    ['darwin', ['Save', 'Cancel', 'Don’t save']],
    ['linux', ['Don’t save', 'Cancel', 'Save']],
  ])('has its answers on %s in the order of the system', (platform, buttons) => {
    const { question } = askToSave(['a.png'], { words, platform })
    expect(question.buttons).toEqual(buttons)
    expect(buttons[question.defaultId]).toBe('Save')
    expect(buttons[question.cancelId]).toBe('Cancel')
  })

  test('names every document, and no more of them than can be read', () => {
    const titles = Array.from({ length: 12 }, (_, index) => `${index}.png`)
    const { question } = askToSave(titles, { words, platform: 'win32' })
    expect(question.message).toBe('Do you want to save the changes to 12 documents?')
    expect(question.buttons[0]).toBe('Save all')
    expect(question.detail).toContain('0.png\n1.png')
    expect(question.detail).toContain('7.png\n…')
    expect(question.detail).not.toContain('8.png')
  })

  test('takes a title as it is', () => {
    const { question } = askToSave(['$& {n}.png'], { words, platform: 'win32' })
    expect(question.message).toBe('Do you want to save the changes to $& {n}.png?')
  })
})

describe('the page that is asked', () => {
  test('answers once for each question', async () => {
    const page = createClosingPage()
    const ways: string[] = []
    page.onClosing((way) => ways.push(way))
    const first = page.settle('save')
    const second = page.settle('keep')
    page.answerClosing(true)
    expect([await first, await second]).toEqual([false, true])
    expect(ways).toEqual(['save', 'keep'])
  })

  test('has saved nothing where it is gone', async () => {
    const page = createClosingPage()
    expect(await page.settle('save')).toBe(false)
    const leave = page.onClosing(() => undefined)
    const answer = page.settle('save')
    leave()
    expect(await answer).toBe(false)
  })
})
