/** What the application knows of a trainer that only tells how its runs are. */
import { expect, test } from 'vitest'
import { hostTraining } from '../../../src-main/host/host-training.ts'
import type { EngineApi } from '../../../src-shared/contract/app-api.ts'
import { createConnection } from '../../../src-shared/contract/connect.ts'
import { createInbox } from '../../../src-shared/contract/inbox.ts'

const nothing = () => undefined

/** A hosted trainer, how its runs can be told, and what was asked of the desktop. */
function hosted() {
  const inbox = createInbox()
  const awake: boolean[] = []
  const port = { ...inbox, send: nothing }
  const training = hostTraining(createConnection<EngineApi>().api, {
    host: {
      dataFolder: '/data',
      resources: { models: '/models', samples: '/samples', features: '/features' },
      trainerEntry: '/trainer.js',
      startWorker: () => ({ port, onExit: () => nothing, kill: nothing }),
      isOnBattery: () => Promise.resolve(false),
      desktop: { keepAwake: (needed) => void awake.push(needed) },
    },
    key: '',
    hasWork: true,
    log: nothing,
    now: () => 0,
    later: () => nothing,
  })
  const tell = (value: unknown) => inbox.deliver({ type: 'event', path: 'training.onEvent', value })
  return {
    training,
    awake,
    tell,
    run: (id: string, state: string) => tell({ type: 'job', job: { id, state } }),
  }
}

test('the machine stays awake while any run computes, and may sleep over one that is held', () => {
  const { training, awake, run } = hosted()
  run('a', 'preparing')
  run('a', 'running')
  run('b', 'waiting')
  expect(awake).toEqual([true])
  run('a', 'held')
  expect(awake).toEqual([true, false])
  expect(training.isRunning()).toBe(true)
  run('b', 'running')
  run('a', 'ended')
  run('b', 'ended')
  expect(awake).toEqual([true, false, true, false])
  expect(training.isRunning()).toBe(false)
})

test('a run that is removed keeps nobody awake', () => {
  const { awake, run, tell } = hosted()
  run('a', 'running')
  tell({ type: 'removed', id: 'a' })
  expect(awake).toEqual([true, false])
})
