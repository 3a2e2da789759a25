/**
 * A photograph that has been edited once, in a program and a browser of its own: where tests of files and of accidents
 * begin.
 */
import type { Browser } from 'playwright-core'
import { launchBrowser, openPage } from './editor.ts'
import type { Editor } from './editor.ts'
import { photographFile, samplesOf } from './photographs.ts'
import type { Samples } from './photographs.ts'
import { startServer } from './program.ts'
import type { Program } from './program.ts'

export interface Edited {
  readonly program: Program
  readonly browser: Browser
  readonly editor: Editor
}

/** Opens the photograph, paints over some of it and applies Remove in one step. */
export async function startEdited(photograph: string): Promise<Edited> {
  const [program, browser] = await Promise.all([startServer(), launchBrowser()])
  const editor = await openPage(browser, program)
  await editor.open(await photographFile(photograph))
  await editor.draw([
    [0.4, 0.5],
    [0.6, 0.5],
  ])
  await editor.setSlider('Steps', 1)
  await editor.apply()
  return { program, browser, editor }
}

/** The samples of the picture as it is exported. */
export async function exported(editor: Editor): Promise<Samples> {
  return samplesOf(await editor.exportFile())
}
