/**
 * Teaching the editor pictures of one's own, as a person does it: a folder, a run that waits for edits and outlives the
 * program, and a model to edit with.
 */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { differences, differing } from './support/compare.ts'
import { launchBrowser, openPage } from './support/editor.ts'
import type { Editor } from './support/editor.ts'
import { photographFile, samplesOf } from './support/photographs.ts'
import { startServer } from './support/program.ts'
import type { Program } from './support/program.ts'
import { BATCH, makeDataFolder, makeGarden, teachingOn } from './support/teaching.ts'

/** How long a run takes that is left alone, in seconds: long enough to be cut off three times. */
const SECONDS = 14
/** The trainer has the lowest priority: on a busy machine it comes last. */
const LONGEST = 240_000
const HOLE = [
  [0.45, 0.45],
  [0.55, 0.55],
] as const

let browser: Browser
let base = ''
let data = ''
let program: Program
let editor: Editor
/** As many as fit into that time. */
let updates = 0

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'selfsame-training-'))
  data = join(base, 'data')
  await makeDataFolder(data)
  await makeGarden(join(base, 'garden'))
  browser = await launchBrowser()
  await begin()
})
afterAll(async () => {
  await browser.close()
  await program.stop({ keepData: true })
  await rm(base, { recursive: true, force: true, maxRetries: 5 })
})

/** Starts the program over the same data, and opens its page. */
async function begin(): Promise<void> {
  program = await startServer(data)
  editor = await openPage(browser, program)
  // A picture that was in hand is offered again where it had been written down in time.
  const offer = editor.page.getByRole('dialog', { name: 'Welcome back' })
  await editor.page.addLocatorHandler(offer, () =>
    offer.getByRole('button', { name: 'Discard' }).click(),
  )
}

/** The same after it was left, and back to the run. */
async function beginAgain(): Promise<void> {
  await begin()
  await teach()
  await showRun('First')
}

async function quit(): Promise<void> {
  await editor.close()
  await program.stop({ keepData: true })
}

const page = (): Page => editor.page
const rail = () => page().getByRole('navigation', { name: 'Tasks' })
const { press, job, teach, showRun, setUp, isLearning, ...teaching } = teachingOn(page)
const chooseFolder = () => teaching.chooseFolder(join(base, 'garden'))
const startRun = (name: string) => teaching.startRun(name, updates)

async function stepOf(name: string): Promise<number> {
  const said = await job(name).getByRole('status').first().innerText()
  return Number(/update (\d+) of/.exec(said)?.[1] ?? NaN)
}

async function weightsOf(name: string): Promise<Buffer> {
  const folders = await readdir(join(data, 'models'))
  const folder = folders.find((one) => one.startsWith(`${name}-`)) ?? name
  return readFile(join(data, 'models', folder, 'unet', 'diffusion_pytorch_model.safetensors'))
}

describe('a folder becomes a model', () => {
  test('the folder shows what is used, what is not and why, and what the model will see', async () => {
    await teach()
    await setUp()
    await chooseFolder()
    const panel = page().getByRole('region', { name: 'Photographs' })
    for (const words of ['1 held back to check', '1 duplicates', '1 unusable'])
      await panel.getByText(words).waitFor()
    await panel.getByRole('button', { name: 'Leave out butterfly.png' }).click()
    await panel.getByText('1 left out').waitFor()
    await panel.getByRole('button', { name: 'Take in butterfly.png' }).click()
    await panel.getByText('1 left out').waitFor({ state: 'hidden' })
    await press('Show')
    const patches = panel.getByRole('img', { name: /^Part of .* at 1\/\d/ })
    await patches.first().waitFor()
    expect(await patches.count()).toBe(12)
  })

  test('a plan says what it takes, and what the papers have for its constants', async () => {
    const said = await page()
      .getByText(/patches a second/)
      .innerText()
    const rate = Number(/([\d.,]+) patches/.exec(said)?.[1]?.replaceAll(',', ''))
    updates = Math.round((SECONDS * rate) / BATCH)
    expect(updates).toBeGreaterThan(20)
    await page().getByText('paper: radam').waitFor()
  })

  test('a run draws its curves and its samples, also when asked, and waits where it is paused', async () => {
    await startRun('First')
    await isLearning('First')
    await job('First').locator('canvas').first().waitFor()
    await job('First').getByRole('button', { name: 'Sample now' }).click()
    await job('First').getByRole('img', { name: 'What it makes of the same noise' }).waitFor()
    await job('First').getByRole('button', { name: 'Pause' }).click()
    await job('First')
      .getByText(/^paused/)
      .waitFor()
    const step = await stepOf('First')
    await page().waitForTimeout(400)
    expect(await stepOf('First')).toBe(step)
    await job('First').getByRole('button', { name: 'Resume' }).click()
    await isLearning('First')
  })

  test('it stands back while a picture is edited, and goes on afterwards', async () => {
    await press('Back to the picture')
    await editor.open(await photographFile('fruits.jpg'))
    await editor.draw(HOLE)
    const stoodBack = page()
      .getByText(/“First”.* · waits while you edit/)
      .waitFor()
    await editor.apply()
    await stoodBack
    const before = Number(
      /(\d+) %/.exec(
        await page()
          .getByText(/^learning “First”/)
          .innerText(),
      )?.[1],
    )
    await teach()
    await showRun('First')
    await isLearning('First')
    expect(await stepOf('First')).toBeGreaterThanOrEqual((before * updates) / 100)
  })

  test(
    'it goes on after the program was quit, after its process was killed, and after all were',
    async () => {
      const left = await stepOf('First')
      await quit()
      await begin()
      await teach()
      await showRun('First')
      await isLearning('First')
      const back = await stepOf('First')
      expect(back).toBeGreaterThanOrEqual(left)
      program.killTrainer()
      await page().waitForTimeout(600)
      await isLearning('First')
      program.crash()
      await editor.close()
      await beginAgain()
      await isLearning('First')
      await job('First').getByText(/^done/).waitFor({ timeout: LONGEST })
    },
    LONGEST,
  )

  test(
    'what was paused, left, quit and killed has the weights of a run that was left alone',
    async () => {
      await press('New training')
      await setUp()
      await chooseFolder()
      await startRun('Second')
      await job('Second').getByText(/^done/).waitFor({ timeout: LONGEST })
      expect((await weightsOf('first')).equals(await weightsOf('second'))).toBe(true)
      expect((await weightsOf('first')).equals(await weightsOf('tiny'))).toBe(false)
    },
    LONGEST,
  )

  test('the model edits pictures, and is renamed, exported and removed like any other', async () => {
    await job('Second').getByRole('button', { name: 'Use this model' }).click()
    const file = await photographFile('fruits.jpg')
    await editor.open(file)
    await editor.draw(HOLE)
    await editor.apply()
    const result = await samplesOf(await editor.exportFile())
    const source = await samplesOf(file.bytes)
    const changed = differing(result, source)
    expect(changed).toBeGreaterThan(100)
    const around = { left: 50, top: 36, right: 142, bottom: 108 }
    expect(differences(result, source, around).outside).toBe(0)

    await rail().getByRole('button', { name: 'Models' }).click()
    await page()
      .getByRole('button', { name: /^Second/ })
      .click()
    await press('Rename')
    await page().getByRole('textbox', { name: 'Name of the model' }).fill('My garden')
    await page().keyboard.press('Enter')
    const shown = page().getByRole('article', { name: 'My garden' })
    await shown.getByText('Photographs: 5, of which held back to measure on: 1').waitFor()
    await shown.getByRole('button', { name: 'Export' }).click()
    const [download] = await Promise.all([
      page().waitForEvent('download'),
      page().getByRole('menuitem', { name: 'As an ONNX graph' }).click(),
    ])
    const exported = await readFile(await download.path())
    expect(exported.includes('sigma')).toBe(true)
    await shown.getByRole('button', { name: 'Remove' }).first().click() // the second chooses a task
    await page().getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await shown.waitFor({ state: 'hidden' })
    expect(await readdir(join(data, 'models'))).not.toContainEqual(expect.stringMatching(/^second/))
  })
})

test(
  'a picture is learnt before the hole in it is filled',
  async () => {
    await rail().getByRole('button', { name: 'Remove' }).click()
    await editor.open(await photographFile('gravel.png'))
    await page().getByRole('combobox', { name: 'Model' }).click()
    await page().getByRole('option', { name: 'Tiny' }).click()
    await editor.draw(HOLE)
    const learn = page().getByRole('region', { name: 'Learn this picture first' })
    await learn.getByText('15 s').click()
    await learn.getByRole('button', { name: 'Learn this picture first' }).click()
    await learn.getByText(/Learning this picture…/).waitFor()
    const results = page().getByRole('region', { name: 'Results' })
    await results.getByRole('button').first().waitFor({ timeout: LONGEST })
    const box = page().getByRole('complementary', { name: 'Settings of the task' })
    await box.getByText('gravel, learnt').waitFor()
    expect(await readdir(join(data, 'models'))).toContainEqual(
      expect.stringMatching(/^gravel-learnt-/),
    )
    expect(editor.complaints).toEqual([])
  },
  LONGEST,
)
