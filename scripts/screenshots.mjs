// Writes a picture of every task, with a real photograph and a real result, in both themes and two sizes.
// `npm run screenshots -- [FOLDER] [--only NAME]` writes to out/screenshots unless told otherwise.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { launchBrowser, openPage } from '../test/app/support/editor.ts'
import { greyScan, photographFile } from '../test/app/support/photographs.ts'
import { startServer } from '../test/app/support/program.ts'
import { makeGarden, teachingOn } from '../test/app/support/teaching.ts'
import { root } from './prepare.mjs'

const { values, positionals } = parseArgs({
  options: { only: { type: 'string' } },
  allowPositionals: true,
})
const folder = positionals[0] ?? join(root, 'out', 'screenshots')

const SIZES = [
  { width: 1280, height: 800 },
  { width: 2560, height: 1440 },
]
const THEMES = ['light', 'dark']

const WHOLE = { left: 0, top: 0, width: 512, height: 384 }
const part = (left, top, width = 320, height = 240) => ({ left, top, width, height })

/** A colour, and the places that a short stroke of it goes through. */
const BOAT_COLOURS = [
  ['#a9c4e0', [0.2, 0.15], [0.3, 0.15]],
  ['#a9c4e0', [0.58, 0.2], [0.64, 0.25]],
  ['#a9c4e0', [0.9, 0.2], [0.95, 0.2]],
  ['#5f7a4a', [0.08, 0.41], [0.16, 0.42]],
  ['#5f7a4a', [0.56, 0.43], [0.6, 0.43]],
  ['#8a5a34', [0.62, 0.85], [0.8, 0.88]],
  ['#8a5a34', [0.56, 0.83], [0.66, 0.81]],
  ['#a07a48', [0.32, 0.68], [0.42, 0.68]],
  ['#46618a', [0.3, 0.96], [0.5, 0.97]],
  ['#46618a', [0.8, 0.97], [0.95, 0.97]],
]

/** What is done before the picture is taken; `file` is opened first. */
const SCENES = [
  { name: 'empty', prepare: async () => undefined },
  {
    name: 'remove',
    file: () => photographFile('rocket.png', part(0, 0, 512, 341)),
    prepare: async (editor) => {
      await editor.draw([
        [0.31, 0.29],
        [0.31, 0.74],
      ])
      await editor.setSlider('Variations', 3)
      await editor.apply()
    },
  },
  {
    name: 'compare',
    file: () => photographFile('astronaut.png', WHOLE),
    prepare: async (editor) => {
      await editor.draw([
        [0.12, 0.1],
        [0.12, 0.5],
      ])
      await editor.apply()
      await editor.page.keyboard.press('y')
    },
  },
  {
    name: 'colourise',
    file: () => greyScan('nagasaki-boats.png', part(60, 60)),
    prepare: async (editor) => {
      await editor.task('Colourise')
      for (let i = 0; i < 14; i++) await editor.page.keyboard.press('[')
      for (const [colour, ...places] of BOAT_COLOURS) {
        await editor.page.getByLabel('Colour', { exact: true }).fill(colour)
        await editor.draw(places)
      }
      await editor.apply()
      await editor.page.keyboard.press('y')
    },
  },
  {
    name: 'enlarge',
    file: () => photographFile('butterfly.jpg', part(60, 60, 192, 144)),
    prepare: async (editor) => {
      await editor.task('Enlarge')
      await editor.apply()
      await editor.page.keyboard.press('y')
    },
  },
  {
    name: 'restore',
    file: () => greyScan('dust-bowl-home.png', part(60, 60)),
    prepare: async (editor) => {
      await editor.task('Restore')
      await editor.draw([
        [0.2, 0.3],
        [0.6, 0.35],
      ])
      await editor.apply()
    },
  },
  {
    name: 'denoise',
    file: () => photographFile('cat.png', part(60, 20, 320, 240)),
    prepare: async (editor) => {
      await editor.task('Denoise')
      await editor.setSlider('Noise', 20)
      await editor.apply()
    },
  },
  {
    name: 'paint',
    file: () => photographFile('building.png', part(60, 60)),
    prepare: async (editor) => {
      await editor.task('Paint')
      await editor.draw([
        [0.2, 0.3],
        [0.5, 0.2],
      ])
    },
  },
  {
    name: 'blend',
    file: () => photographFile('fruits.jpg', part(100, 100)),
    prepare: async (editor) => {
      await editor.task('Blend')
      await editor.drop([await photographFile('gravel.png', part(0, 0))], 'other')
      await editor.page.getByRole('button', { name: /gravel/ }).waitFor()
      await editor.setSlider('Frames', 5)
      await editor.apply()
      const results = editor.page.getByRole('region', { name: 'Results' })
      await results.getByRole('slider').press('ArrowRight')
      await results.getByRole('slider').press('ArrowRight')
    },
  },
  {
    name: 'generate',
    prepare: async (editor) => {
      await editor.task('Generate')
      await editor.apply()
    },
  },
  {
    name: 'running',
    file: () => photographFile('rocket.png', part(0, 0, 512, 341)),
    prepare: async (editor) => {
      await editor.draw([
        [0.3, 0.3],
        [0.7, 0.3],
        [0.7, 0.6],
      ])
      await editor.setSlider('Variations', 4)
      await editor.page.getByRole('button', { name: 'Apply' }).click()
      await editor.page.getByText(/estimate 3/).waitFor({ timeout: 60_000 })
    },
  },
  {
    name: 'training',
    file: () => photographFile('rocket.png', part(0, 0, 512, 341)),
    prepare: async (editor) => {
      const base = await mkdtemp(join(tmpdir(), 'selfsame-screenshots-'))
      await makeGarden(join(base, 'garden'))
      await editor.draw([
        [0.31, 0.29],
        [0.31, 0.74],
      ])
      const { chooseFolder, job, press, set, startRun, teach } = teachingOn(() => editor.page)
      await teach()
      await chooseFolder(join(base, 'garden'))
      await press('Advanced')
      await set('Patches of an update', '2')
      await startRun('My garden', 200)
      await job('My garden').getByRole('img', { name: 'Now' }).waitFor({ timeout: 300_000 })
      // The second curve is drawn once there are two checks.
      await job('My garden').locator('canvas').nth(1).waitFor({ timeout: 300_000 })
      await rm(base, { recursive: true })
    },
  },
  dialog('export', 'Control+e', 'Export'),
  dialog('settings', 'Control+,', 'Settings'),
  dialog('shortcuts', '?', 'Shortcuts'),
  dialog('folder', 'Control+b', 'Whole folder'),
]

function dialog(name, keys, title) {
  return {
    name: `dialog-${name}`,
    file: () => photographFile('cat.png', part(60, 20, 320, 240)),
    prepare: async (editor) => {
      await editor.page.keyboard.press(keys)
      await editor.page.getByRole('dialog', { name: title }).waitFor()
    },
  }
}

/** Makes the scene once and shows it in every theme and size: the results are the same. */
async function shoot(browser, { name, file, prepare }) {
  const program = await startServer()
  const editor = await openPage(browser, program)
  const { page } = editor
  await page.getByRole('button', { name: 'Understood' }).click()
  if (file !== undefined) await editor.open(await file(), 'fit')
  await prepare(editor)
  await page.mouse.move(1, 799)
  for (const size of SIZES) {
    await page.setViewportSize(size)
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme })
      await page.waitForTimeout(name === 'running' ? 300 : 1500)
      const file = `${name}-${colorScheme}-${size.width}x${size.height}.png`
      await page.screenshot({ path: join(folder, file) })
    }
  }
  await editor.close()
  await program.stop()
  console.log(name)
}

await mkdir(folder, { recursive: true })
const browser = await launchBrowser()
try {
  const wanted = values.only?.split(',')
  for (const scene of SCENES)
    if (wanted === undefined || wanted.includes(scene.name)) await shoot(browser, scene)
} finally {
  await browser.close()
}
