/** Recipe files: what is written is read again, and what is wrong with a file is said. */
import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { parseRecipe, printRecipe } from '../../../src-main/recipes/recipe-file.ts'
import { FILLS } from '../../../src-shared/contract/edits-api.ts'
import type { Recipe, Task } from '../../../src-shared/contract/edits-api.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { maskOver, strokeOver } from '../../support/edits-service.ts'

const mask = maskOver(3, 4, 50, 40)
const stroke = strokeOver({ x: -2, y: 0, width: 3, height: 5 }, [9, 8, 7])
const recipeOf = (task: Task): Recipe => ({
  ...{ version: 1, source: '1'.repeat(64), task, model: { id: 'base', hash: '2'.repeat(64) } },
  ...{ steps: 4, stepsAsked: 4, sigmas: [80, 0.5], seed: 2 ** 52, label: 3 },
  ...{ device: 'Processor', result: '3'.repeat(64) },
})
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const fileOf = (task: Task) => new TextEncoder().encode(printRecipe(recipeOf(task)))
const tasks: readonly Task[] = [
  { kind: 'remove', mask, opaque: true },
  ...FILLS.map((fill) => ({ kind: 'remove', mask, fill }) as const),
  { kind: 'colorize', hints: [stroke] },
  { kind: 'colorize' },
  { kind: 'enlarge', scale: 3 },
  { kind: 'restore', grey: true, mask, scale: 2 },
  { kind: 'denoise', sigma: 2.5 },
  { kind: 'paint', strokes: [stroke, stroke], strength: 0.5 },
  { kind: 'blend', other: 'some-id', frames: 9 },
  { kind: 'generate', count: 1 },
]

test.each(tasks)('a recipe comes back as it was: %j', (task) => {
  const recipe = recipeOf(task)
  expect(parseRecipe(fileOf(task), 'a.json')).toEqual(recipe)
  const frame = { ...recipe, frame: 4, other: '4'.repeat(64) }
  const bytes = new TextEncoder().encode(printRecipe(frame))
  expect(parseRecipe(bytes, 'a.json')).toEqual(frame)
})

test('a plain mask of a million pixels takes few letters', () => {
  const large = { kind: 'remove', mask: maskOver(0, 0, 1000, 1000) } as const
  expect(printRecipe(recipeOf(large)).length).toBeLessThan(5000)
})

describe('a wrong file is explained in a sentence', () => {
  const plain: object = JSON.parse(printRecipe(recipeOf({ kind: 'enlarge', scale: 2 }))) as object
  const packed = (length: number) => deflateSync(new Uint8Array(length)).toString('base64')
  const region = { x: 0, y: 0, width: 10, height: 10 }
  const files: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['text', new TextEncoder().encode('hello'), /^a\.json is not a recipe;/],
    ['no text', Uint8Array.of(255, 254), /^a\.json is not a recipe;/],
    ['other JSON', bytesOf({ a: 1 }), /^a\.json is not a recipe;/],
    ['a list', bytesOf([]), /^a\.json is not a recipe;/],
    ['a later version', bytesOf({ ...plain, version: 2 }), /newer Selfsame; update/],
    ['a short hash', bytesOf({ ...plain, result: 'ab' }), /'result' in it is wrong/],
    ['a negative level', bytesOf({ ...plain, sigmas: [-1] }), /'sigmas\.0' in it is wrong/],
    ['an unknown tool', bytesOf({ ...plain, task: { kind: 'melt' } }), /'task\.kind' in it/],
    ['a word too much', bytesOf({ ...plain, task: { kind: 'enlarge', scale: 2, x: 1 } }), /'task'/],
    ...[packed(99), packed(101), packed(10_000_000), 'nonsense'].map(
      (coverage) =>
        [
          'a mask of another size',
          bytesOf({ ...plain, task: { kind: 'remove', mask: { region, coverage } } }),
          /does not hold 100 samples/,
        ] as const,
    ),
    [
      'a mask for all memory',
      bytesOf({
        ...plain,
        task: {
          kind: 'remove',
          mask: { region: { ...region, width: 99_000, height: 99_000 }, coverage: '' },
        },
      }),
      /is too large/,
    ],
  ]
  test.each(files)('%s', (_, bytes, sentence) => {
    const parse = () => parseRecipe(bytes, 'a.json')
    expect(parse).toThrow(UserError)
    expect(parse).toThrow(sentence)
  })
})
