import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { explainEnd } from '../../../src-main/trainer/explain-end.ts'
import { keepJob, readJobs } from '../../../src-main/trainer/kept-job.ts'
import type { KeptJob, Order } from '../../../src-main/trainer/kept-job.ts'
import { sentence } from '../../../src-shared/contract/sentences.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'

const order: Order = {
  kind: 'picture',
  picture: 'sea.jpg',
  plan: {
    base: 'selfsame-base',
    mask: { region: { x: 0, y: 0, width: 1, height: 1 }, coverage: Uint8Array.of(255) },
    seconds: 15,
    seed: 1,
    name: 'sea',
  },
}

test('a run that could not go on still says why after a restart, in whatever language is asked for', async () => {
  const signal = new AbortController().signal
  const lost = new UserError(sentence('photographGone', { file: 'sea.jpg' }))
  const end = explainEnd(lost, { signal, log: () => undefined, step: 7 })
  const standing: KeptJob['standing'] = {
    createdAt: 1,
    queuedAt: 1,
    wish: 'run',
    step: 7,
    steps: 10,
    stage: '',
    best: null,
    end,
  }
  const root = await mkdtemp(join(tmpdir(), 'kept-job-'))
  await keepJob(join(root, 'a'), { order, standing }, {})
  const [kept] = await readJobs(root, (line) => expect.fail(line))
  await rm(root, { recursive: true })
  expect(kept?.standing.end).toEqual({ reason: 'failed', step: 7, said: lost.said, model: null })
  expect(kept?.standing.end?.said?.name).toBe('photographGone')
})

test('a disk that is full is told as that, also where the model is what had no room', () => {
  const full = Object.assign(new Error('write'), { code: 'ENOSPC' })
  const error = new UserError('garden was not written', { cause: full })
  const context = { signal: new AbortController().signal, log: () => undefined, step: 40 }
  expect(explainEnd(error, context)).toEqual({
    reason: 'disk-full',
    step: 40,
    said: null,
    model: null,
  })
})
