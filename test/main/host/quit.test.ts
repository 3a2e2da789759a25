/** How the server ends while something trains. */
import { expect, test } from 'vitest'
import { createQuit } from '../../../src-main/host/server/quit.ts'
import type { QuitParts } from '../../../src-main/host/server/quit.ts'

/** A server that trains or does not, and what becomes of it. */
function server(isRunning: boolean, ask: QuitParts['ask'] = null) {
  const heard: string[] = []
  let time = 0
  let saved = (): void => undefined
  const quit = createQuit({
    training: {
      isRunning: () => isRunning,
      prepareToQuit: (then) => {
        heard.push(then)
        return new Promise((resolve) => (saved = resolve))
      },
    },
    ask,
    end: () => heard.push('end'),
    now: () => time,
  })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  return { heard, quit, turn, wait: (by: number) => (time += by), save: () => saved() }
}

test('a server that trains nothing ends at once', () => {
  const { heard, quit } = server(false)
  quit()
  expect(heard).toEqual(['end'])
})

test('training is saved before the server ends, to go on at the next start where nobody can be asked', async () => {
  const { heard, quit, turn, save } = server(true)
  quit()
  await turn()
  expect(heard).toEqual(['resume'])
  save()
  await turn()
  expect(heard).toEqual(['resume', 'end'])
})

test('whoever sits at the terminal may have it stop and make a model', async () => {
  const { heard, quit, turn, save } = server(true, () => Promise.resolve('stop'))
  quit()
  await turn()
  save()
  await turn()
  expect(heard).toEqual(['stop', 'end'])
})

test('one request that arrives twice is one, and a second one ends the server at once', async () => {
  const { heard, quit, turn, wait } = server(true)
  quit()
  wait(5)
  quit()
  await turn()
  expect(heard).toEqual(['resume'])
  wait(2000)
  quit()
  expect(heard).toEqual(['resume', 'end'])
})
