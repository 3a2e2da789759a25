import { expect, test } from 'vitest'
import { parseSentence, reworded, sentence } from '../../../src-shared/contract/sentences.ts'

const tooSmall = { file: 'a.webp', format: 'WebP', side: 16383, width: 20000, height: 10 }

test('a sentence has its values in its text and beside it', () => {
  expect(sentence('formatTooSmall', tooSmall)).toEqual({
    text: 'a.webp: WebP holds at most 16383 pixels a side, not 20000 x 10; write PNG or TIFF',
    name: 'formatTooSmall',
    values: tooSmall,
  })
})

test('a value may look like a place for another', () => {
  const odd = sentence('fileDamaged', { file: '{format} $& $1.png', format: 'PNG' })
  expect(odd.text).toMatch(/^\{format\} \$& \$1\.png is a damaged or incomplete PNG file/)
})

test('a name takes the place of a path in text and values', () => {
  const said = reworded(sentence('fileEmpty', { file: '/tmp/x/1.png' }), '/tmp/x/1.png', 'cat.png')
  expect(said).toEqual(sentence('fileEmpty', { file: 'cat.png' }))
  expect(reworded({ text: '/tmp/1 is torn' }, '/tmp/1', 'it')).toEqual({ text: 'it is torn' })
})

test('what another process sent is a sentence of the table only where it names one', () => {
  const { text, name, values } = sentence('fileEmpty', { file: 'a.png' })
  expect(parseSentence(text, name, values)).toEqual({ text, name, values })
  for (const wrong of ['toString', '', 7, undefined, 'no such sentence'])
    expect(parseSentence(text, wrong, values)).toEqual({ text })
  expect(parseSentence(text, name, null)).toEqual({ text })
  expect(parseSentence(text, name, { file: 'a.png', odd: {} })).toEqual({ text, name, values })
})
