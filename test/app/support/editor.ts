/**
 * The editor in a browser, as a person uses it: by mouse, keys and what stands on the page.
 * Never reaches behind the page; the tests compare what it shows and what it writes.
 */
import { readFile } from 'node:fs/promises'
import { chromium } from 'playwright-core'
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  JSHandle,
  Page,
} from 'playwright-core'
import { CHROMIUM_ARGS, findChromium } from './chromium.ts'
import { samplesOf } from './photographs.ts'
import type { PictureFile, Samples } from './photographs.ts'
import { startServer } from './program.ts'
import { refusePickers } from './disk.ts'
import type { Program } from './program.ts'

/** A point of the picture as shares of its width and height. */
export type Place = readonly [x: number, y: number]

export interface Editor {
  readonly page: Page
  readonly program: Program
  /** What the console complained of so far, breaches of the policy of the page included. */
  readonly complaints: readonly string[]
  /** Drags files over the window and lets go of them at a place of the overlay. */
  readonly drop: (
    files: readonly PictureFile[],
    where?: 'tabs' | 'mask' | 'other' | 'model',
  ) => Promise<void>
  /** The two halves of a drop that opens tabs, for what measures the second one. */
  readonly hold: (files: readonly PictureFile[]) => Promise<HeldFiles>
  readonly letGo: (files: HeldFiles) => Promise<void>
  /** Drops one picture and shows it at 100 %, or as large as it fits. */
  readonly open: (file: PictureFile, zoom?: '100 %' | 'fit') => Promise<void>
  readonly task: (name: string) => Promise<void>
  /** Draws with the tool in hand, through all places with the button held down. */
  readonly draw: (places: readonly Place[]) => Promise<void>
  readonly setSlider: (name: string, value: number) => Promise<void>
  /** Presses Apply and waits until the results have arrived. */
  readonly apply: () => Promise<void>
  /** Exports the picture as PNG, or in the format of that name; the file that came of it. */
  readonly exportFile: (format?: string) => Promise<Buffer>
  /** What the screen shows where the picture lies, at 100 %: its samples, with all that lies over them. */
  readonly shown: () => Promise<Samples>
  /** The same at the zoom that there is, where it may lie two pixels aside. */
  readonly shownAsZoomed: () => Promise<Samples>
  readonly history: () => Promise<string[]>
  readonly close: () => Promise<void>
}

export interface EditorOptions {
  readonly program?: Program
  readonly context?: BrowserContextOptions
}

/** Starts program and browser and opens the page. */
export async function openEditor({ program, context }: EditorOptions = {}): Promise<Editor> {
  const server = program ?? (await startServer())
  const browser = await launchBrowser()
  const editor = await openPage(browser, server, context)
  return {
    ...editor,
    close: async () => {
      await browser.close()
      await server.stop()
    },
  }
}

/** The browser with a profile of its own that is thrown away. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] })
}

/** Opens the page of a program in a new context. Closing it leaves program and browser running. */
export async function openPage(
  browser: Browser,
  program: Program,
  options: BrowserContextOptions = {},
): Promise<Editor> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 1,
    locale: 'en-GB',
    colorScheme: 'dark',
    ...options,
  })
  await refusePickers(context)
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  // The browser is told to hand its file choosers over while somebody listens. Told only just before a key is pressed,
  // a slow page may hear of the key first, and the chooser goes nowhere.
  page.on('filechooser', () => undefined)
  const complaints = listen(page)
  await page.goto(program.url)
  await page.locator('nav').first().waitFor()
  return { page, program, complaints, ...handsOn(page), close: () => closeContext(context) }
}

function listen(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('dialog', (dialog) => void dialog.accept()) // the browser's own question before it leaves
  return complaints
}

type Hands = Omit<Editor, 'page' | 'program' | 'complaints' | 'close'>

function handsOn(page: Page): Hands {
  const rail = page.getByRole('navigation', { name: 'Tasks' })
  const panel = page.getByRole('complementary', { name: 'Settings of the task' })
  const drop: Hands['drop'] = async (files, where = 'tabs') =>
    letGo(page, await hold(page, files), where)
  return {
    drop,
    hold: (files) => hold(page, files),
    letGo: (files) => letGo(page, files, 'tabs'),
    open: async (file, zoom = '100 %') => {
      await drop([file])
      await page.getByRole('tab', { name: file.name, selected: true }).waitFor()
      await page.locator('.canvas-view').waitFor()
      await page.keyboard.press(zoom === 'fit' ? 'Control+0' : 'Control+1')
      if (zoom !== 'fit') await page.getByText(zoom, { exact: true }).waitFor()
    },
    task: async (name) => {
      await rail.getByRole('button', { name, exact: true }).click()
    },
    draw: (places) => draw(page, places),
    setSlider: async (name, value) => {
      const slider = panel.getByRole('slider', { name, exact: true })
      await slider.press('Home')
      const least = Number(await slider.getAttribute('aria-valuenow'))
      for (let i = least; i < value; i++) await slider.press('ArrowRight')
    },
    apply: async () => {
      await panel.getByRole('button', { name: 'Apply' }).click()
      await panel.getByRole('button', { name: 'Apply' }).waitFor({ timeout: 120_000 })
      await page.getByRole('region', { name: 'Results' }).getByRole('button').first().waitFor()
    },
    exportFile: (format = 'PNG') => exportFile(page, format),
    shown: async () => {
      if (!(await page.getByText('100 %', { exact: true }).isVisible()))
        await page.keyboard.press('Control+1')
      return shownPicture(page)
    },
    shownAsZoomed: () => shownPicture(page),
    history: async () => {
      const entries = page.getByRole('region', { name: 'History' }).locator('.entry .label')
      return (await entries.allInnerTexts()).map((text) => text.trim())
    },
  }
}

/** Files under the pointer, as the page gets to see them. */
export type HeldFiles = JSHandle<DataTransfer>

function hold(page: Page, files: readonly PictureFile[]): Promise<HeldFiles> {
  const given = files.map(({ name, bytes }) => ({ name, base64: bytes.toString('base64') }))
  return page.evaluateHandle((list) => {
    const data = new DataTransfer()
    for (const { name, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      data.items.add(new File([bytes], name))
    }
    return data
  }, given)
}

async function letGo(page: Page, dataTransfer: HeldFiles, where: string): Promise<void> {
  await page.dispatchEvent('#app', 'dragover', { dataTransfer })
  const zone = page.locator(`[data-drop="${where}"]`)
  await zone.dispatchEvent('dragover', { dataTransfer })
  await zone.dispatchEvent('drop', { dataTransfer })
}

async function draw(page: Page, places: readonly Place[]): Promise<void> {
  const box = await pictureBox(page)
  const at = ([x, y]: Place) => [box.x + x * box.width, box.y + y * box.height] as const
  const [first, ...rest] = places.map(at)
  if (first === undefined) return
  await page.mouse.move(...first)
  await page.mouse.down()
  for (const place of rest) await page.mouse.move(...place, { steps: 8 })
  await page.mouse.up()
}

async function exportFile(page: Page, format: string): Promise<Buffer> {
  await page.getByRole('button', { name: 'Export…' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await dialog.getByRole('button', { name: format, exact: true }).click()
  const arrives = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Export…' }).click()
  const download = await arrives
  await dialog.waitFor({ state: 'hidden' })
  return readFile(await download.path())
}

/** What the screen shows of the picture, once two looks in a row are the same: tiles arrive one by one. */
async function shownPicture(page: Page): Promise<Samples> {
  const clip = await pictureBox(page)
  let last: Uint8Array = new Uint8Array()
  for (;;) {
    const look = await page.screenshot({ clip })
    if (look.equals(last)) return samplesOf(look)
    last = look
    await page.waitForTimeout(100)
  }
}

/** Where the picture lies on the page, by the zoom and by what the status line says of a point under the mouse. */
async function pictureBox(page: Page) {
  const view = await page.locator('.canvas-view').boundingBox()
  if (view === null) throw new Error('No picture is shown.')
  const x = Math.round(view.x + view.width / 2) + 60 // beside the handle of the comparison
  const y = Math.round(view.y + view.height / 2)
  const status = page.getByRole('contentinfo', { name: 'Status' })
  const place = status.getByText(/^-?\d+, -?\d+$/)
  await page.mouse.move(0, y)
  await place.waitFor({ state: 'hidden' })
  await page.mouse.move(x, y)
  await place.waitFor()
  const said = await status.innerText()
  const zoom = Number(/^(\d+) %/.exec(said)?.[1]) / 100
  const [, width, height] = /(\d+) × (\d+)/.exec(said) ?? []
  const [, left, top] = /(-?\d+), (-?\d+)/.exec(said) ?? []
  await page.mouse.move(0, y) // away, with the ring of the brush
  await place.waitFor({ state: 'hidden' })
  return {
    x: x - zoom * Number(left),
    y: y - zoom * Number(top),
    width: zoom * Number(width),
    height: zoom * Number(height),
  }
}

function closeContext(context: BrowserContext): Promise<void> {
  return context.close()
}
