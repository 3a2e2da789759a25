/** What the page does with the recipe of a result: runs it again, and takes its settings up. */
import { expect, test } from 'vitest'
import { withMaskStep } from '../../../src-renderer/stores/document-steps.ts'
import { useDocuments } from '../../../src-renderer/stores/documents.ts'
import { useEngine } from '../../../src-renderer/stores/engine.ts'
import { useNotices } from '../../../src-renderer/stores/notices.ts'
import { recalled, useRecall } from '../../../src-renderer/stores/recall.ts'
import { useReplay } from '../../../src-renderer/stores/replay.ts'
import { useRuns } from '../../../src-renderer/stores/runs.ts'
import { useTask } from '../../../src-renderer/stores/task.ts'
import { useTrays } from '../../../src-renderer/stores/trays.ts'
import type { AppApi } from '../../../src-shared/contract/app-api.ts'
import { AppError } from '../../../src-shared/contract/app-error.ts'
import type { Task } from '../../../src-shared/contract/edits-api.ts'
import { at } from '../../support/at.ts'
import { appDouble, outcomeOf, pictureInfo, recipeOf } from '../support/app-double.ts'
import { withApp } from '../support/with-app.ts'

const FILE = { name: 'a.recipe.json', bytes: Uint8Array.of(1) }
const jobOf = (task: Task) => ({ job: 'j', picture: 'p0', task, model: 'm', seed: 9 })

async function started(edits: Partial<AppApi['edits']> = {}) {
  const stage = appDouble({ edits })
  const stores = withApp(stage.api, () => ({
    documents: useDocuments(),
    engine: useEngine(),
    notices: useNotices(),
    runs: useRuns(),
    recall: useRecall(),
    replay: useReplay(),
    task: useTask(),
    trays: useTrays(),
  }))
  await stores.engine.start()
  stores.documents.add(pictureInfo())
  return { stage, ...stores }
}

/** A replay that ends when it is told to. */
function held() {
  let finish: () => void = () => undefined
  const answer: AppApi['edits']['replay'] = ({ recipe }) =>
    new Promise((resolve) => {
      const outcome = outcomeOf(jobOf(recipe.task), 0, pictureInfo({ id: 'new' }))
      finish = () => resolve({ outcome, identical: true })
    })
  return { answer, finish: () => finish() }
}

test('a recipe that runs again shows how far it is and says whether the result is the same', async () => {
  const { answer, finish } = held()
  const { stage, replay, runs, documents, notices } = await started({ replay: answer })
  const done = replay(FILE)
  await expect.poll(() => runs.run).not.toBeNull()
  stage.estimate({
    job: runs.run?.job ?? '',
    variation: 0,
    fraction: 0.5,
    secondsLeft: 2,
    preview: null,
  })
  finish()
  await done
  expect(stage.progress).toEqual([0, 0.5, null])
  expect(documents.current?.picture.id).toBe('new')
  expect(notices.latest?.said).toEqual({ key: 'notice.identical' })
})

test('a recipe that runs again can be cancelled, and the document stays', async () => {
  const answer = (_: unknown, signal?: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(new AppError('cancelled', 'stopped')))
    })
  const { replay, runs, documents, notices } = await started({ replay: answer })
  const before = documents.current
  const done = replay(FILE)
  await expect.poll(() => runs.run).not.toBeNull()
  runs.cancel()
  await done
  expect(runs.run).toBeNull()
  expect(documents.current).toBe(before)
  expect(notices.latest).toBeNull()
})

test('what was selected while a recipe ran stays selected', async () => {
  const { answer, finish } = held()
  const { replay, runs, documents } = await started({ replay: answer })
  const done = replay(FILE)
  await expect.poll(() => runs.run).not.toBeNull()
  if (documents.current !== null)
    documents.change(withMaskStep(documents.current, 'all', 0), { key: 'history.mask.all' })
  const { mask } = documents.current ?? {}
  finish()
  await done
  expect(documents.current).toMatchObject({ picture: { id: 'new' } })
  expect(documents.current?.mask).toBe(mask)
})

test('every long run is announced, also the second one of a task', async () => {
  const run: AppApi['edits']['run'] = (job) =>
    Promise.resolve([{ ...outcomeOf(job, 0, pictureInfo({ id: 'long' })), seconds: 60 }])
  const { runs, task } = await started({ run })
  task.choose('denoise')
  await runs.apply()
  expect(runs.announce).toBe('denoise')
  const second = runs.apply()
  await expect.poll(() => runs.announce).toBeNull()
  await second
  expect(runs.announce).toBe('denoise')
})

test('the settings of a result are those that it was made with, whatever was set since', async () => {
  const { stage, runs, recall, task, trays } = await started()
  task.choose('enlarge')
  task.change({ scale: 4, steps: 3 })
  task.changeShared({ seed: 77 })
  await runs.apply()
  task.change({ scale: 2, steps: null })
  task.choose('denoise')
  recall({ ...at(trays.tray.items, 0).outcome.recipe, stepsAsked: 3 })
  expect(task.kind).toBe('enlarge')
  await runs.apply()
  const [first, again] = stage.jobs
  expect(again).toMatchObject({ task: { kind: 'enlarge', scale: 4 }, steps: 3, seed: 77 })
  expect(again?.model).toBe(first?.model)
  expect(task.shared.seedLocked).toBe(true)
})

const MASK = { region: { x: 0, y: 0, width: 1, height: 1 }, coverage: Uint8Array.of(255) }

test.each<[Task, object]>([
  [{ kind: 'remove', mask: MASK, fill: 'texture' }, { fill: 'texture' }],
  [{ kind: 'remove', mask: MASK }, { fill: 'natural' }],
  [
    { kind: 'restore', grey: true },
    { grey: true, scale: 1 },
  ],
  [{ kind: 'denoise' }, { sigma: null }],
  [{ kind: 'denoise', sigma: 12 }, { sigma: 12 }],
  [{ kind: 'paint', strokes: [], strength: 0.7 }, { strength: 0.7 }],
  [{ kind: 'blend', other: 'o', frames: 5 }, { frames: 5 }],
])('the settings of %o are %o', (task, options) => {
  expect(recalled(recipeOf(jobOf(task)))).toMatchObject({ kind: task.kind, options })
})
