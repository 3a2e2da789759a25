import { describe, expect, test } from 'vitest'
import type { AppApi } from '../../../src-shared/contract/app-api.ts'
import { AppError } from '../../../src-shared/contract/app-error.ts'
import { maskBounds } from '../../../src-renderer/kernels/mask.ts'
import { useDocuments } from '../../../src-renderer/stores/documents.ts'
import { useEngine } from '../../../src-renderer/stores/engine.ts'
import { useImpressions } from '../../../src-renderer/stores/impressions.ts'
import { useNotices } from '../../../src-renderer/stores/notices.ts'
import { useRuns } from '../../../src-renderer/stores/runs.ts'
import { useTask } from '../../../src-renderer/stores/task.ts'
import { useTrays } from '../../../src-renderer/stores/trays.ts'
import { withMaskStep } from '../../../src-renderer/stores/document-steps.ts'
import { isUnsaved } from '../../../src-renderer/stores/tabs-state.ts'
import type { EditJob, EditOutcome } from '../../../src-shared/contract/edits-api.ts'
import { at } from '../../support/at.ts'
import { appDouble, outcomeOf, pictureInfo } from '../support/app-double.ts'
import { withApp } from '../support/with-app.ts'

async function started(changes: Parameters<typeof appDouble>[0] = {}) {
  const stage = appDouble(changes)
  const stores = withApp(stage.api, () => ({
    documents: useDocuments(),
    engine: useEngine(),
    impressions: useImpressions(),
    notices: useNotices(),
    runs: useRuns(),
    task: useTask(),
    trays: useTrays(),
  }))
  await stores.engine.start()
  stores.documents.add(pictureInfo())
  stores.task.choose('denoise')
  return { stage, ...stores }
}

const DENOISE: EditJob = { job: 'j', picture: 'p0', task: { kind: 'denoise' }, model: 'm', seed: 1 }

function select(documents: ReturnType<typeof useDocuments>): void {
  if (documents.current === null) throw new Error('nothing is open')
  documents.change(withMaskStep(documents.current, 'all', 0), { key: 'history.mask.all' })
}

describe('a run', () => {
  test('puts its first result into the document as one step and the others into the tray', async () => {
    const { runs, task, trays, documents } = await started()
    task.choose('colorize')
    task.change({ variations: 3 })
    await runs.apply()
    expect(documents.current?.picture.name).toBe('result 0')
    expect(documents.active?.history.entries).toHaveLength(2)
    expect(trays.tray.items).toHaveLength(3)
    expect(runs.run).toBeNull()
  })

  test('keeps every choice of another result within the same step of the history', async () => {
    const { runs, task, trays, documents } = await started()
    task.choose('colorize')
    task.change({ variations: 3 })
    await runs.apply()
    const first = trays.pick(at(trays.tray.items, 2).key)
    await trays.pickBeside(-1) // before the first one is there
    await first
    expect(documents.current?.picture.name).toBe('result 1')
    expect(documents.active?.history.entries).toHaveLength(2)
    await documents.undo()
    expect(documents.current?.picture.id).toBe('p0')
  })

  test('takes its results along when the document is closed, also from the same project opened again', async () => {
    const { documents, runs, trays } = await started()
    const { active } = documents
    if (active === null) throw new Error('nothing is open')
    await runs.apply()
    expect(trays.tray.items).toHaveLength(1)
    await documents.close(active.id)
    documents.addHistory(active.history, 'saved')
    expect(documents.current?.id).toBe(active.id)
    expect(trays.tray.items).toEqual([])
  })

  test('leaves what was kept in the tray when the next one comes', async () => {
    const { runs, trays } = await started()
    await runs.apply()
    const { key } = at(trays.tray.items, 0)
    trays.toggleKept(key)
    await runs.apply()
    expect(trays.tray.items.map((item) => item.kept)).toEqual([true, false])
  })

  test('that is rejected leaves the document as it was', async () => {
    const { runs, trays, documents } = await started()
    const before = documents.current
    await runs.apply()
    await trays.reject()
    expect(documents.current).toBe(before)
    expect(trays.tray.items).toEqual([])
  })

  test('takes a new seed for the next one unless the seed is locked', async () => {
    const { runs, task } = await started()
    task.changeShared({ seed: 5, seedLocked: true })
    await runs.apply()
    expect(task.shared.seed).toBe(5)
    task.changeShared({ seedLocked: false })
    await runs.apply()
    expect(task.shared.seed).not.toBe(5)
  })

  test('that is rejected after more was done goes back to where it began, not just one step', async () => {
    const { runs, trays, documents } = await started()
    const before = documents.current
    await runs.apply()
    select(documents)
    await trays.reject()
    expect(documents.current).toBe(before)
    expect(documents.canRedo).toBe(true)
  })

  test('leaves the selection as it was made while the result formed', async () => {
    let finish: (outcomes: EditOutcome[]) => void = () => undefined
    const run = () => new Promise<EditOutcome[]>((resolve) => (finish = resolve))
    const { runs, documents } = await started({ edits: { run } })
    const done = runs.apply()
    select(documents)
    const { mask } = documents.current ?? {}
    finish([outcomeOf(DENOISE, 0, pictureInfo({ id: 'new' }))])
    await done
    expect(documents.current).toMatchObject({ picture: { id: 'new' } })
    expect(documents.current?.mask).toBe(mask)
    await documents.undo()
    expect(documents.current).toMatchObject({ picture: { id: 'p0' } })
    expect(documents.current?.mask).toBe(mask)
  })

  test('ends when its document is closed', async () => {
    let asked: AbortSignal | undefined
    const run = (_: unknown, signal?: AbortSignal) =>
      new Promise<never>((_, reject) => {
        asked = signal
        signal?.addEventListener('abort', () => reject(new AppError('cancelled', 'stopped')))
      })
    const { runs, documents, notices } = await started({ edits: { run } })
    const done = runs.apply()
    await documents.close(documents.current?.id ?? '')
    await done
    expect(asked?.aborted).toBe(true)
    expect(runs.run).toBeNull()
    expect(notices.latest).toBeNull()
  })

  test('without a picture makes a document of its own, unsaved and with its recipe', async () => {
    const { runs, task, documents } = await started()
    task.choose('generate')
    await runs.apply()
    expect(documents.tabs.list).toHaveLength(2)
    expect(documents.tabs.list.map((tab) => tab.id).at(-1)).toBe(documents.current?.id)
    expect(documents.current?.recipe).toMatchObject({ task: { kind: 'generate' } })
    expect(documents.unsaved).not.toEqual([])
  })

  test('without a picture, when it is rejected, closes the document that it made', async () => {
    const { runs, task, trays, documents } = await started()
    task.choose('generate')
    await runs.apply()
    await trays.reject()
    expect(documents.tabs.list.map(({ id }) => id)).toEqual([documents.current?.id])
    expect(documents.current?.picture.id).toBe('p0')
  })

  test('gives results that open apart with their recipe, unsaved', async () => {
    const { runs, trays, documents } = await started()
    await runs.apply()
    trays.openApart(at(trays.tray.items, 0).key)
    expect(documents.tabs.list).toHaveLength(2)
    expect(documents.current?.recipe).toMatchObject({ task: { kind: 'denoise' } })
    expect(documents.tabs.list.map(isUnsaved)).toEqual([true, true])
  })

  test('shows its estimates, and only its own', async () => {
    let answer: (outcomes: []) => void = () => undefined
    const run = () => new Promise<[]>((resolve) => (answer = resolve))
    const { stage, runs } = await started({ edits: { run } })
    const done = runs.apply()
    const job = runs.run?.job ?? ''
    const estimate = { variation: 0, fraction: 0.5, secondsLeft: 2, preview: null }
    stage.estimate({ ...estimate, job: 'of somebody else' })
    expect(runs.run?.fraction).toBe(0)
    stage.estimate({ ...estimate, job })
    expect(runs.run).toMatchObject({ fraction: 0.5, secondsLeft: 2, forming: [{ step: 0 }] })
    const region = { x: 0, y: 0, width: 1, height: 1 }
    const result = { resultWidth: 1, resultHeight: 1 }
    const preview = { region, width: 1, height: 1, rgba: new Uint8Array(4), ...result }
    stage.estimate({ ...estimate, job, fraction: 0.75, preview })
    expect(runs.run).toMatchObject({ fraction: 0.75, forming: [{ step: 1, preview }] })
    answer([])
    await done
    expect(stage.progress).toEqual([0, 0.5, 0.75, null])
  })
})

describe('a run that does not come to its end', () => {
  test('says nothing when it was cancelled, and the document stays', async () => {
    const run = (_: unknown, signal?: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal?.addEventListener('abort', () => reject(new AppError('cancelled', 'stopped')))
      })
    const { runs, notices, documents } = await started({ edits: { run } })
    const before = documents.current
    const done = runs.apply()
    runs.cancel()
    expect(runs.run?.cancelling).toBe(true)
    await done
    expect(notices.latest).toBeNull()
    expect(documents.current).toBe(before)
  })

  test('says what the user can mend in its own words', async () => {
    const run = () => Promise.reject(new AppError('user', 'The mask is too large.'))
    const { runs, notices } = await started({ edits: { run } })
    await runs.apply()
    expect(notices.latest).toMatchObject({
      kind: 'fault',
      said: { text: 'The mask is too large.' },
    })
  })

  test('can be repeated by a button when the engine died', async () => {
    const run = () => Promise.reject(new AppError('engine-died', 'gone'))
    const { runs, notices, documents } = await started({ edits: { run } })
    await runs.apply()
    expect(notices.latest?.remedy?.action).toBe('task.apply')
    expect(documents.current?.picture.id).toBe('p0')
    expect(runs.run).toBeNull()
  })
})

test('a second picture of another size is cut from what was chosen, whichever picture it is for', async () => {
  const asked: string[] = []
  const transform: AppApi['pictures']['transform'] = ({ id, transform: wanted }) => {
    asked.push(`${wanted.kind} ${id}`)
    const size = wanted.kind === 'crop' ? wanted.region : wanted
    const { width, height } = 'width' in size ? size : { width: 0, height: 0 }
    return Promise.resolve(pictureInfo({ id: `${id}+`, width, height }))
  }
  const { runs, task, documents } = await started({ pictures: { transform } })
  task.choose('blend')
  task.changeShared({ other: pictureInfo({ id: 'o', name: 'o.png', width: 1280, height: 1280 }) })
  await runs.apply()
  documents.add(pictureInfo({ id: 'wide', width: 1000, height: 500 }))
  await runs.apply()
  expect(asked).toEqual(['crop o', 'resize o+', 'crop o', 'resize o+'])
  expect(task.shared.other).toMatchObject({ name: 'o.png', width: 1000, height: 500 })
})

test('what was selected while a picture was turned is turned with it', async () => {
  let finish: () => void = () => undefined
  const transform: AppApi['pictures']['transform'] = () =>
    new Promise((resolve) => {
      finish = () => resolve(pictureInfo({ id: 'turned', width: 480, height: 640 }))
    })
  const { documents } = await started({ pictures: { transform } })
  const done = documents.transform({ kind: 'rotate', degrees: 90 })
  select(documents)
  finish()
  await done
  const { mask, picture } = documents.current ?? {}
  expect(picture?.id).toBe('turned')
  expect(mask && maskBounds(mask)).toEqual({ x: 0, y: 0, width: 480, height: 640 })
})

describe('a first impression', () => {
  test('is not shown over another document', async () => {
    const { impressions, documents } = await started()
    const first = documents.current?.id ?? ''
    await impressions.look()
    documents.add(pictureInfo({ id: 'other' }))
    expect(impressions.impression).toBeNull()
    documents.activate(first)
    expect(impressions.impression).not.toBeNull()
  })

  test('is asked for as the task stands and forgotten when the run begins', async () => {
    const { stage, runs, impressions } = await started()
    await impressions.look()
    expect(stage.previews).toHaveLength(1)
    expect(impressions.impression).not.toBeNull()
    await runs.apply()
    expect(impressions.impression).toBeNull()
  })

  test('that comes after it was dropped is not shown', async () => {
    let answer: (estimate: null) => void = () => undefined
    const preview = () => new Promise<null>((resolve) => (answer = resolve))
    const { impressions } = await started({ edits: { preview } })
    const asked = impressions.look()
    impressions.drop()
    answer(null)
    await asked
    expect(impressions.impression).toBeNull()
  })
})
