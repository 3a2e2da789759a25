/**
 * Setting up a training in the editor, as a person does: a folder, a model to start from, the constants, Start.
 */
import { execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { photographFile } from './photographs.ts'

export const BATCH = 2

/** A data folder with the smallest model there is. */
export async function makeDataFolder(folder: string): Promise<void> {
  await mkdir(join(folder, 'models'), { recursive: true })
  const script = resolve('test/support/make-tiny-model.ts')
  execFileSync(process.execPath, [script, join(folder, 'models', 'tiny')])
}

/** Photographs, one of them twice, and a file that is none. */
export async function makeGarden(folder: string): Promise<void> {
  await mkdir(folder)
  const crop = { left: 40, top: 40, width: 160, height: 136 }
  for (const name of ['astronaut.png', 'building.png', 'butterfly.jpg', 'cat.png', 'coffee.png']) {
    const { name: png, bytes } = await photographFile(name, crop)
    await writeFile(join(folder, png), bytes)
  }
  await writeFile(join(folder, 'cat again.png'), await readFile(join(folder, 'cat.png')))
  await writeFile(join(folder, 'notes.jpg'), 'no picture')
}

export interface Teaching {
  /** Presses a button of the page. */
  readonly press: (name: string) => Promise<void>
  /** A run by its name. */
  readonly job: (name: string) => Locator
  readonly teach: () => Promise<void>
  readonly showRun: (name: string) => Promise<void>
  readonly set: (field: string, value: string) => Promise<void>
  /** A run that starts from the tiny model, with the constants in sight. */
  readonly setUp: () => Promise<void>
  readonly chooseFolder: (folder: string) => Promise<void>
  readonly startRun: (name: string, updates: number) => Promise<void>
  readonly isLearning: (name: string) => Promise<void>
}

/** The page in hand, which may be another one later. */
export function teachingOn(page: () => Page): Teaching {
  const press = (name: string) => page().getByRole('button', { name, exact: true }).click()
  const job = (name: string) => page().getByRole('region', { name, exact: true })
  const set = async (field: string, value: string) => {
    await page().getByRole('textbox', { name: field, exact: true }).fill(value)
    await page().keyboard.press('Tab')
  }
  return {
    press,
    job,
    set,
    teach: () =>
      page()
        .getByRole('navigation', { name: 'Tasks' })
        .getByRole('button', { name: 'Teach' })
        .click(),
    showRun: (name) =>
      page().getByRole('navigation', { name: 'Trainings' }).getByRole('button', { name }).click(),
    setUp: async () => {
      await page().getByRole('combobox', { name: 'Start from' }).click()
      await page().getByRole('option', { name: 'Tiny' }).click()
      await press('Advanced')
      await set('Patches of an update', String(BATCH))
      await set('Give up after so many checks without gain', '')
    },
    chooseFolder: async (folder) => {
      const arrives = page().waitForEvent('filechooser')
      await press('Choose a folder…')
      await (await arrives).setFiles(folder)
      await page().getByText('4 to learn from').waitFor()
    },
    startRun: async (name, updates) => {
      await set('Name', name)
      await set('Updates, instead of a time', String(updates))
      await press('Start')
      await job(name).waitFor({ timeout: 60_000 })
    },
    isLearning: (name) =>
      job(name)
        .getByText(/^learning/)
        .waitFor({ timeout: 60_000 }),
  }
}
