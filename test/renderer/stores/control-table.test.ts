/** The sliders of a task: what is offered, and nothing that would do nothing. */
import { describe, expect, test } from 'vitest'
import { sliderOf } from '../../../src-renderer/stores/control-table.ts'
import { initialOptions } from '../../../src-renderer/stores/task-options.ts'
import { TASK_KINDS, TASKS } from '../../../src-renderer/stores/task-table.ts'

const steps = (asked: number | null) =>
  sliderOf('steps', { ...initialOptions().remove, steps: asked }, TASKS.remove)

describe('the slider of steps', () => {
  test('goes to eight, and stands at what the tool takes by itself', () => {
    expect(steps(null)).toMatchObject({ min: 1, max: 8, value: 8, reset: null })
    expect(steps(3)).toMatchObject({ value: 3, reset: { steps: null } })
  })

  test('is there for every task but those that look no more often when asked to', () => {
    const without = TASK_KINDS.filter((kind) => !TASKS[kind].controls.includes('steps'))
    expect(without).toEqual(['enlarge', 'denoise'])
  })
})

test('variations are offered only by tasks that draw noise or patches', () => {
  const offered = TASK_KINDS.filter((kind) => TASKS[kind].controls.includes('variations'))
  expect(offered).toEqual(['remove', 'colorize', 'paint'])
})
