/**
 * A folder that is dropped on the editor to be taught, and trainings that cannot go on: a loss that is no number and a
 * disk that is full, each told of on the page with what is left.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, openPage } from './support/editor.ts'
import type { Editor } from './support/editor.ts'
import { startServer } from './support/program.ts'
import type { Program } from './support/program.ts'
import { makeDataFolder, makeGarden, teachingOn } from './support/teaching.ts'

/** The trainer has the lowest priority: on a busy machine it comes last. */
const LONGEST = 240_000

let browser: Browser
let base = ''
let program: Program
let editor: Editor
const { press, job, teach, set, setUp, startRun, isLearning } = teachingOn(() => editor.page)
/** While this file is there, nothing can be written of a training. */
const full = () => join(base, 'full')

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'selfsame-training-'))
  const data = join(base, 'data')
  await makeDataFolder(data)
  await makeGarden(join(base, 'garden'))
  program = await startServer(data, {
    NODE_OPTIONS: `--import=${pathToFileURL(resolve('test/support/full-disk.mjs')).href}`,
    FULL_DISK: join(data, 'training', 'jobs'),
    FULL_DISK_WHILE: full(),
  })
  browser = await launchBrowser()
  editor = await openPage(browser, program)
})
afterAll(async () => {
  await browser.close()
  await program.stop({ keepData: true })
  await rm(base, { recursive: true, force: true, maxRetries: 5 })
})

/** Drags a folder of the disk over the window and lets go of it: what no event made by a page can do. */
async function dropFolder(folder: string): Promise<void> {
  const { page } = editor
  const browserSide = await page.context().newCDPSession(page)
  const data = { items: [], files: [folder], dragOperationsMask: 1 }
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    browserSide.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data })
  await drag('dragEnter')
  await drag('dragOver')
  await page.locator('[data-drop="photographs"]').waitFor()
  await drag('dragOver')
  await drag('drop')
  await browserSide.detach()
}

test('a folder that is dropped is looked at like one that is chosen', async () => {
  await teach()
  await setUp()
  await dropFolder(join(base, 'garden'))
  const panel = editor.page.getByRole('region', { name: 'Photographs' })
  await panel.getByRole('heading', { name: 'garden' }).waitFor()
  for (const words of ['4 to learn from', '1 held back to check', '1 duplicates', '1 unusable'])
    await panel.getByText(words).waitFor()
})

test(
  'a loss that is no number ends a training at its last good checkpoint, and the page says why',
  async () => {
    // Thirty stages, each a thousand times as narrow: soon two levels are the same, and 1 / (t - r) is infinite.
    await set('Base q of the stages', '1000')
    await set('Stages', '30')
    await startRun('Too narrow', 90)
    const why = /^the loss was no number any more; stopped at update 10, the last good one/
    await job('Too narrow').getByText(why).waitFor({ timeout: LONGEST })
    await job('Too narrow').getByRole('button', { name: 'Use this model' }).waitFor()
  },
  LONGEST,
)

test(
  'a training that is in no model yet is not deleted by one press',
  async () => {
    await press('New training')
    await press('Advanced')
    await press('Back to the usual values')
    await startRun('Precious', 100_000)
    await isLearning('Precious')
    await job('Precious')
      .getByText(/update [1-9]\d* of/)
      .waitFor({ timeout: LONGEST })
    await job('Precious').getByRole('button', { name: 'Delete' }).click()
    const dialog = editor.page.getByRole('dialog', { name: 'Delete “Precious”?' })
    await dialog.getByRole('button', { name: 'Cancel' }).first().click()
    await dialog.waitFor({ state: 'hidden' })
    await job('Precious').getByRole('button', { name: 'Delete' }).click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await job('Precious').waitFor({ state: 'hidden' })
  },
  LONGEST,
)

test(
  'a full disk ends a training where it was kept, and it goes on once there is room',
  async () => {
    await press('Advanced')
    await startRun('Cramped', 200)
    await isLearning('Cramped')
    await writeFile(full(), '')
    const told = job('Cramped').getByText(/^the disk is full; kept as it was at update \d+/)
    await told.waitFor({ timeout: LONGEST })
    const [, step] = /at update (\d+)/.exec(await told.innerText()) ?? []
    await rm(full())
    await job('Cramped').getByRole('button', { name: 'Resume' }).click()
    await isLearning('Cramped')
    const said = await job('Cramped').getByRole('status').first().innerText()
    expect(Number(/update (\d+) of/.exec(said)?.[1])).toBeGreaterThanOrEqual(Number(step))
    await job('Cramped').getByText(/^done/).waitFor({ timeout: LONGEST })
  },
  LONGEST,
)

test('none of it makes the page complain', () => {
  expect(editor.complaints).toEqual([])
})
