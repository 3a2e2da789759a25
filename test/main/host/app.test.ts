/**
 * The whole program without a page: the engine in a process of its own, asked over the contract.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../../src-main/create-app.ts'
import type { App } from '../../../src-main/create-app.ts'
import type { WorkerProcess } from '../../../src-main/host/host.ts'
import { createServerHost } from '../../../src-main/host/server/server-host.ts'
import type { AppApi } from '../../../src-shared/contract/app-api.ts'
import { connect } from '../../../src-shared/contract/connect.ts'
import type { EditEstimate, EditJob } from '../../../src-shared/contract/edits-api.ts'
import { createPortPair } from '../../../src-shared/contract/port-pair.ts'

let folder: string
let app: App
let page: AppApi
let engine: WorkerProcess

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'app-'))
  const host = createServerHost({ dataFolder: join(folder, 'data'), version: '0.0.0' })
  app = createApp({
    ...host,
    startWorker: (entry, options) => {
      const worker = host.startWorker(entry, options)
      if (entry === host.engineEntry) engine = worker
      return worker
    },
  })
  const [here, there] = createPortPair()
  app.servePage(here)
  page = connect<AppApi>(there)
})
afterAll(async () => {
  app.stop()
  await rm(folder, { recursive: true, force: true })
})

/** A job that takes many batches of windows. */
async function longJob(name: string): Promise<EditJob> {
  const { id } = await page.pictures.open({ kind: 'sample', name: 'coffee.png' })
  const [model] = await page.models.list()
  if (!model) throw new Error('no model is shipped')
  return { job: name, picture: id, task: { kind: 'enlarge', scale: 4 }, model: model.id, seed: 1 }
}

function firstEstimate(job: string): Promise<EditEstimate> {
  return new Promise((resolve) => {
    const dispose = page.edits.onEstimate((estimate) => {
      if (estimate.job !== job) return
      dispose()
      resolve(estimate)
    })
  })
}

describe('the program', () => {
  test('says what it runs on and shows a sample photograph', async () => {
    expect(await page.host.info()).toMatchObject({ host: 'server', nativeDialogs: false })
    expect(await page.models.device()).not.toBe('')
    const picture = await page.pictures.open({ kind: 'sample', name: 'coffee.png' })
    const tile = await page.pictures.tile({ id: picture.id, level: 0, column: 0, row: 0 })
    expect(tile.rgba).toHaveLength(tile.width * tile.height * 4)
  })

  test('opens no path, however it is dressed up', async () => {
    const path = join(folder, 'a.png')
    await writeFile(path, 'no picture')
    const open = page.pictures.open({ kind: 'grant', grant: path })
    await expect(open).rejects.toMatchObject({ code: 'user' })
    const dressed: { kind: 'sample'; name: string } = JSON.parse(
      JSON.stringify({ kind: 'path', path, name: 'a.png' }),
    ) as { kind: 'sample'; name: string }
    await expect(page.pictures.open(dressed)).rejects.toMatchObject({ code: 'invalid' })
    const above = page.pictures.open({ kind: 'sample', name: '../../package.json' })
    await expect(above).rejects.toMatchObject({ code: 'user' })
  })

  test('cancels a run while its batches go on, and hears other calls meanwhile', async () => {
    const job = await longJob('cancelled')
    const abort = new AbortController()
    const begun = firstEstimate(job.job)
    const run = page.edits.run(job, abort.signal)
    const ended = expect(run).rejects.toMatchObject({ code: 'cancelled' })
    await begun
    await page.models.device()
    const asked = performance.now()
    abort.abort()
    await ended
    // A batch of windows takes a fraction of a second; a whole run takes minutes.
    expect(performance.now() - asked).toBeLessThan(10_000)
  })

  test('fails what ran when the engine dies, says so, and still knows the pictures', async () => {
    const job = await longJob('killed')
    const begun = firstEstimate(job.job)
    const failure = expect(page.edits.run(job)).rejects.toMatchObject({ code: 'engine-died' })
    await begun
    const restarted = new Promise<void>((resolve) => page.host.onEngineRestarted(resolve))
    await page.host.info()
    engine.kill()
    await failure
    await restarted
    expect(await page.pictures.info(job.picture ?? '')).toMatchObject({ id: job.picture })
  })

  test('has no dialogs, and says what to do instead', async () => {
    expect(await page.host.chooseImages()).toEqual([])
    const save = page.host.save({ suggestedName: 'a.png', bytes: new Uint8Array(1) })
    await expect(save).rejects.toMatchObject({ code: 'user' })
  })
})
