/**
 * The browser's dialogs for files and folders, which no test can press: without them the page downloads; with the
 * browser's own private folder in their place, it writes there.
 */
import type { BrowserContext, Page } from 'playwright-core'

/** Takes the dialogs away, as in a browser that has none. */
export function refusePickers(context: BrowserContext): Promise<unknown> {
  return context.addInitScript(() => {
    for (const name of ['showSaveFilePicker', 'showDirectoryPicker'])
      Object.defineProperty(window, name, { value: undefined, configurable: true, writable: true })
  })
}

/** Lets every dialog be answered at once: with the suggested name, or with the folder itself. */
export async function answerPickers(page: Page): Promise<void> {
  await page.evaluate(() => {
    const folder = () => navigator.storage.getDirectory()
    const asked: string[] = []
    Object.assign(window, {
      asked,
      showSaveFilePicker: async ({ suggestedName }: { suggestedName: string }) => {
        asked.push(suggestedName)
        return (await folder()).getFileHandle(suggestedName, { create: true })
      },
      showDirectoryPicker: folder,
    })
  })
}

/** How often a dialog has asked where to save. */
export function timesAsked(page: Page): Promise<number> {
  return page.evaluate(() => (window as Window & { asked?: string[] }).asked?.length ?? 0)
}

/** The bytes of a file that was written. */
export async function writtenFile(page: Page, name: string): Promise<Buffer> {
  const bytes = await page.evaluate(async (wanted) => {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle(wanted)
    return [...new Uint8Array(await (await handle.getFile()).arrayBuffer())]
  }, name)
  return Buffer.from(bytes)
}
