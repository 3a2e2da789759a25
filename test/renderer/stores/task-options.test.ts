import { describe, expect, test } from 'vitest'
import type { TaskKind } from '../../../src-shared/contract/edits-api.ts'
import { openDocument } from '../../../src-renderer/document/document.ts'
import { combineMasks, fullMask, maskFromPatch } from '../../../src-renderer/kernels/mask.ts'
import { paintOver } from '../../../src-renderer/kernels/paint-layer.ts'
import { sliderOf } from '../../../src-renderer/stores/control-table.ts'
import { initialOptions, makeJob } from '../../../src-renderer/stores/task-options.ts'
import { TASK_KINDS, TASKS, toolFor } from '../../../src-renderer/stores/task-table.ts'
import { pictureInfo } from '../support/app-double.ts'

const region = { x: 3, y: 4, width: 2, height: 2 }
const patch = { region, coverage: Uint8Array.of(255, 255, 255, 255) }
const plain = openDocument('d', pictureInfo())
const masked = { ...plain, mask: maskFromPatch(patch, plain.picture) }
const painted = { ...plain, paint: paintOver(plain.paint, patch, [9, 8, 7]) }
const shared = { seed: 7, seedLocked: false, model: 'base', label: null, other: null }

function made(task: TaskKind, changes: object = {}, document: typeof plain | null = plain) {
  const options = { ...initialOptions()[task], ...changes }
  return makeJob({ job: 'j', task, options, shared, document })
}

describe('a job', () => {
  test('of removing carries the mask as its bounding box, and what it is to be filled with', () => {
    expect(made('remove', { variations: 3, fill: 'texture' }, masked)).toEqual({
      kind: 'job',
      job: {
        job: 'j',
        picture: 'p0',
        task: { kind: 'remove', mask: patch, fill: 'texture' },
        model: 'base',
        seed: 7,
        variations: 3,
      },
    })
  })

  test('of removing fills in the natural way unless another one is chosen', () => {
    expect(made('remove', {}, masked)).toMatchObject({ job: { task: { fill: 'natural' } } })
  })

  test('of filling in needs something that is left, if only a pixel', () => {
    const { width, height } = plain.picture
    const all = { ...plain, mask: fullMask(width, height) }
    const corner = { x: width - 1, y: height - 1, width: 1, height: 1 }
    const hole = { region: corner, coverage: Uint8Array.of(255) }
    const rest = { ...plain, mask: combineMasks(all.mask, hole, 'subtract') }
    for (const task of ['remove', 'restore'] as const) {
      expect(made(task, {}, all)).toEqual({ kind: 'missing', need: 'rest' })
      expect(made(task, {}, rest)).toMatchObject({ kind: 'job' })
    }
    expect(made('denoise', {}, all)).toMatchObject({ kind: 'job' })
  })

  test('names the steps only where the user chose them', () => {
    expect(made('denoise')).not.toHaveProperty('job.steps')
    expect(made('denoise', { steps: 2 })).toHaveProperty('job.steps', 2)
  })

  test('of colouring takes strokes as hints, of painting as the painting', () => {
    expect(made('colorize')).toHaveProperty('job.task', { kind: 'colorize' })
    expect(made('colorize', {}, painted)).toHaveProperty('job.task.hints.0.region', region)
    expect(made('paint', { strength: 0.5 }, painted)).toHaveProperty('job.task.strength', 0.5)
  })

  test('of restoring leaves out what is not wanted', () => {
    const task = { kind: 'restore', grey: true }
    expect(made('restore', { grey: true })).toHaveProperty('job.task', task)
    expect(made('restore', { grey: true, scale: 4 }, masked)).toHaveProperty('job.task', {
      ...task,
      mask: patch,
      scale: 4,
    })
  })

  test('of restoring gives colours to a picture that has none, unless it is told otherwise', () => {
    const scan = openDocument('d', pictureInfo({ channels: 1 }))
    expect(made('restore', {}, scan)).toHaveProperty('job.task.grey', true)
    expect(made('restore', {}, masked)).toHaveProperty('job.task.grey', false)
    const nothing = { kind: 'missing', need: 'damage' }
    expect(made('restore')).toEqual(nothing)
    expect(made('restore', { grey: false }, scan)).toEqual(nothing)
    expect(made('restore', { grey: false, scale: 2 }, scan)).toHaveProperty('job.task.scale', 2)
  })

  test('of generating needs no picture and names none', () => {
    expect(made('generate', { count: 5 }, null)).toHaveProperty('job.picture', null)
  })

  test.each([
    ['remove', plain, 'mask'],
    ['paint', plain, 'strokes'],
    ['blend', plain, 'other'],
    ['enlarge', null, 'picture'],
  ] as const)('of %s without what it needs says so', (task, document, need) => {
    expect(made(task, {}, document)).toEqual({ kind: 'missing', need })
  })

  test('cannot be made without a model', () => {
    const options = initialOptions().denoise
    const parts = { job: 'j', task: 'denoise', options, document: plain } as const
    expect(makeJob({ ...parts, shared: { ...shared, model: null } })).toEqual({
      kind: 'missing',
      need: 'model',
    })
  })
})

describe('the tasks', () => {
  test('have at most five controls each, every one once', () => {
    for (const kind of TASK_KINDS) {
      const { controls } = TASKS[kind]
      expect(controls.length, kind).toBeLessThanOrEqual(5)
      expect(new Set(controls).size, kind).toBe(controls.length)
    }
    expect([...TASK_KINDS].sort()).toEqual(Object.keys(TASKS).sort())
  })

  test('keep the tool in hand where it fits and take their first where it does not', () => {
    expect(toolFor('restore', 'lasso')).toBe('lasso')
    expect(toolFor('paint', 'lasso')).toBe('colour-brush')
    expect(toolFor('enlarge', 'lasso')).toBe('hand')
    expect(toolFor('remove', 'hand')).toBe('brush')
  })
})

describe('a slider', () => {
  const options = initialOptions().remove

  test('of steps stands at the usual number until it is moved, and can be given back', () => {
    const untouched = sliderOf('steps', options, TASKS.remove)
    expect(untouched).toMatchObject({ value: 8, shown: { key: 'control.auto' }, reset: null })
    const moved = sliderOf('steps', { ...options, steps: 3 }, TASKS.remove)
    expect(moved).toMatchObject({ value: 3, shown: { text: '3' }, reset: { steps: null } })
  })

  test('of noise means estimated at its lower end', () => {
    expect(sliderOf('sigma', options, TASKS.denoise)?.change(0)).toEqual({ sigma: null })
    expect(sliderOf('sigma', options, TASKS.denoise)?.change(12)).toEqual({ sigma: 12 })
  })

  test('is nothing for a control of another kind', () => {
    expect(sliderOf('model', options, TASKS.remove)).toBeNull()
  })
})

test('a class is asked for only where one is chosen', () => {
  const options = initialOptions().generate
  const generate = { job: 'j', task: 'generate', options, document: null } as const
  const labelOf = (label: number | null) => {
    const request = makeJob({ ...generate, shared: { ...shared, label } })
    return request.kind === 'job' ? request.job.label : null
  }
  expect(labelOf(3)).toBe(3)
  expect(labelOf(0)).toBe(0)
  expect(labelOf(null)).toBeUndefined()
})
