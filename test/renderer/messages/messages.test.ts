import { describe, expect, test } from 'vitest'
import { LOCALES } from '../../../src-renderer/messages/i18n.ts'
import { duration } from '../../../src-renderer/messages/format.ts'
import { TASK_KINDS, TASKS } from '../../../src-renderer/stores/task-table.ts'
import { TOOL_NAMES } from '../../../src-renderer/tools/tool.ts'

interface Tree {
  readonly [key: string]: string | Tree
}

/** Every sentence by its whole key. */
function flat(tree: Tree, before = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string'
        ? [[`${before}${key}`, value]]
        : [...flat(value, `${before}${key}.`)],
    ),
  )
}

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()
const english = flat(LOCALES.en)

describe.each(Object.entries(LOCALES))('the messages in %s', (_, messages) => {
  const words = flat(messages)

  test('have the same keys as the English ones', () => {
    expect([...words.keys()].sort()).toEqual([...english.keys()].sort())
  })

  test('have the same placeholders as the English ones', () => {
    for (const [key, text] of words) {
      expect(placeholders(text), key).toEqual(placeholders(english.get(key) ?? ''))
    }
  })

  test('say something under every key, without the signs that mean something to the formatter', () => {
    for (const [key, text] of words) {
      expect(text.trim(), key).not.toBe('')
      expect(text, key).not.toMatch(/[@|]/)
    }
  })

  test('name every task, control and tool, and every step that a tool leaves in the history', () => {
    const needed = [
      ...TASK_KINDS.flatMap((kind) => [
        `task.${kind}.name`,
        `task.${kind}.sentence`,
        `history.${kind}`,
      ]),
      ...TASK_KINDS.flatMap((kind) => TASKS[kind].controls.map((name) => `control.${name}`)),
      ...TOOL_NAMES.map((name) => `action.tool.${name}`),
      ...TOOL_NAMES.filter((name) => name !== 'picker' && name !== 'hand').map(
        (name) => `history.${name}`,
      ),
    ]
    expect(needed.filter((key) => !words.has(key))).toEqual([])
  })
})

test.each([
  [0.04, '0.0', 'time.seconds'],
  [1.44, '1.4', 'time.seconds'],
  [9.96, '10', 'time.seconds'],
  [89, '89', 'time.seconds'],
  [150, '3', 'time.minutes'],
])('%f seconds are said as %s of %s', (seconds, n, key) => {
  expect(duration(seconds)).toEqual({ key, n })
})
