/** The sliders of a task: what is offered, and nothing that would do nothing. */
import { describe, expect, test } from 'vitest'
import { sliderOf } from '../../../src-renderer/stores/control-table.ts'
import { initialOptions } from '../../../src-renderer/stores/task-options.ts'
import { TASK_KINDS, TASKS } from '../../../src-renderer/stores/task-table.ts'

const steps = (kind: 'enlarge' | 'remove', asked: number | null = null) =>
  sliderOf('steps', { ...initialOptions()[kind], steps: asked }, TASKS[kind])

describe('the slider of steps', () => {
  test('goes to eight, and stands at what the tool takes by itself', () => {
    expect(steps('remove')).toMatchObject({ min: 1, max: 8, value: 8, reset: null })
    expect(steps('remove', 3)).toMatchObject({ value: 3, reset: { steps: null } })
  })

  test('ends at two where enlarging has no use for more, also for a recipe that asks for more', () => {
    expect(steps('enlarge')?.max).toBe(2)
    expect(steps('enlarge', 8)?.value).toBe(2)
  })

  test('is there for every task but the one that looks once whatever is asked', () => {
    const without = TASK_KINDS.filter((kind) => !TASKS[kind].controls.includes('steps'))
    expect(without).toEqual(['denoise'])
  })
})

test('variations are offered only by tasks that draw noise or patches', () => {
  const offered = TASK_KINDS.filter((kind) => TASKS[kind].controls.includes('variations'))
  expect(offered).toEqual(['remove', 'colorize', 'paint'])
})
