import { EventEmitter } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { runProgram } from '../../../src-main/host/electron/program.ts'
import { electronDouble, preventable, WindowDouble } from '../../support/electron-double.ts'
import type { MenuItem } from '../../support/electron-double.ts'
import { startProgram, type StartedProgram } from '../../support/started-program.ts'

vi.mock('electron', async () => (await import('../../support/electron-double.ts')).electronDouble)

const { app, dialog, ipcMain } = electronDouble
let program: StartedProgram
const opened: (readonly string[])[] = []
const leftOut: number[] = []

beforeAll(async () => {
  const early = preventable()
  const starting = startProgram()
  app.emit('open-file', early, '/photos/early.jpg')
  expect(early.wasPrevented()).toBe(true)
  program = await starting
  program.desktop.onOpenFiles(({ paths, left }) => {
    opened.push(paths)
    leftOut.push(left)
  })
})

const nextTurn = () => new Promise((resolve) => setTimeout(resolve, 0))
const fromPage = (fields: Record<string, unknown> = {}) => ({
  sender: program.window.webContents,
  senderFrame: program.window.webContents.mainFrame,
  ...fields,
})
const items = (entries: readonly MenuItem[]): MenuItem[] =>
  entries.flatMap((entry) => [entry, ...items(entry.submenu ?? [])])
const menuItems = () => items(electronDouble.Menu.state.installed)

describe('files from the system', () => {
  test('that came before the window are handed over when the page listens', () => {
    expect(opened).toEqual([['/photos/early.jpg']])
  })

  test('of a second instance go to the first one, without switches and other arguments', () => {
    const args = ['selfsame', '--flag', 'b.PNG', 'notes.txt', '/c.selfsame']
    app.emit('second-instance', {}, args, '/photos')
    expect(opened.at(-1)).toEqual(['/photos/b.PNG', '/c.selfsame'])
  })

  test('become recent documents, latest first, and stay so over a restart', async () => {
    expect((await program.desktop.recentFiles())[0]).toBe('/c.selfsame')
    expect(app.recent).toContain('/photos/b.PNG')
    const kept: unknown = JSON.parse(readFileSync(join(app.state.userData, 'recent.json'), 'utf8'))
    expect(kept).toEqual(await program.desktop.recentFiles())
    menuItems()
      .find(({ label }) => label === 'c.selfsame')
      ?.click?.()
    expect(opened.at(-1)).toEqual(['/c.selfsame'])
  })

  test('are shown in its file manager', () => {
    program.desktop.reveal('/models/rooms')
    expect(electronDouble.shell.revealed).toEqual(['/models/rooms'])
  })

  test('that were dropped are opened, and of folders the pictures in them', async () => {
    const folder = join(program.folder, 'album')
    mkdirSync(folder)
    for (const name of ['2.jpg', '1.tif', 'notes.txt']) writeFileSync(join(folder, name), '')
    ipcMain.emit('selfsame:dropped', fromPage(), [folder, 'relative.png', 7, '/d.png'])
    await vi.waitFor(() =>
      expect(opened.at(-1)).toEqual([join(folder, '1.tif'), join(folder, '2.jpg'), '/d.png']),
    )
  })

  test('that were dropped in a large folder are opened in part, and the rest is counted', async () => {
    const folder = join(program.folder, 'trip')
    mkdirSync(folder)
    for (let i = 0; i < 25; i++) writeFileSync(join(folder, `${i}.png`), '')
    ipcMain.emit('selfsame:dropped', fromPage(), [folder])
    await vi.waitFor(() => expect(opened.at(-1)).toHaveLength(20))
    expect(leftOut.at(-1)).toBe(5)
    expect(leftOut.slice(0, -1).every((left) => left === 0)).toBe(true)
  })

  test.each([
    ['another frame', { senderFrame: { url: 'selfsame://app/index.html' } }],
    ['no frame', { senderFrame: null }],
    ['another window', { sender: new EventEmitter() }],
  ])('are not taken from %s', async (_, fields) => {
    const before = opened.length
    ipcMain.emit('selfsame:dropped', fromPage(fields), ['/evil.png'])
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(opened).toHaveLength(before)
  })
})

describe('the port of the page', () => {
  test('is not given to a page that shows something else', () => {
    const contents = program.window.webContents
    const own = contents.mainFrame
    contents.mainFrame = { url: 'https://example.org/' }
    ipcMain.emit('selfsame:connect', fromPage({ senderFrame: contents.mainFrame }))
    contents.mainFrame = own
    expect(contents.posted).toEqual([])
  })

  test('is one per load; that of the load before is closed', () => {
    ipcMain.emit('selfsame:connect', fromPage())
    let closed = false
    program.served[0]?.onClose(() => (closed = true))
    ipcMain.emit('selfsame:connect', fromPage())
    expect(
      program.window.webContents.posted.map(({ channel, ports }) => [channel, ports.length]),
    ).toEqual([
      ['selfsame:port', 1],
      ['selfsame:engine-port', 1],
      ['selfsame:port', 1],
      ['selfsame:engine-port', 1],
    ])
    expect(program.served).toHaveLength(2)
    expect(closed).toBe(true)
  })
})

describe('the menu', () => {
  test('has none of the keys and roles by which Electron reloads, closes and zooms', () => {
    const roles = menuItems().map(({ role }) => role)
    for (const role of [
      'reload',
      'forceReload',
      'close',
      'zoomIn',
      'zoomOut',
      'resetZoom',
      'viewMenu',
      'fileMenu',
      'windowMenu',
    ])
      expect(roles).not.toContain(role)
    const byKeys = new Map(menuItems().map((item) => [item.accelerator, item]))
    expect(byKeys.get('CmdOrCtrl+Shift+I')?.label).toBe('Invert')
    expect(byKeys.get('CmdOrCtrl+0')?.label).toBe('Fit to the window')
    expect(byKeys.get('CmdOrCtrl+W')?.label).toBe('Close')
    expect(byKeys.has('CmdOrCtrl+R')).toBe(false)
  })

  test('shows keys and leaves catching them to the page', () => {
    const withKeys = menuItems().filter(({ accelerator }) => accelerator !== undefined)
    expect(withKeys.length).toBeGreaterThan(10)
    expect(withKeys.every(({ registerAccelerator }) => registerAccelerator === false)).toBe(true)
  })

  test('passes its commands on by the name of the page’s action', () => {
    const commands: string[] = []
    program.desktop.onCommand((name) => commands.push(name))
    menuItems()
      .find(({ label }) => label === 'Export…')
      ?.click?.()
    expect(commands).toEqual(['file.export'])
  })
})

describe('dialogs', () => {
  test('offer pictures, and give nothing when the user backs out', async () => {
    dialog.state.answer = { ...dialog.state.answer, canceled: true, filePaths: ['/ignored.png'] }
    expect(await program.desktop.chooseImages()).toEqual([])
    expect(await program.desktop.chooseProject()).toBeNull()
    expect(await program.desktop.chooseFolder()).toBeNull()
    expect(await program.desktop.chooseSaveTarget('a.png')).toBeNull()
    expect(dialog.asked.at(-1)).toMatchObject({ defaultPath: 'a.png' })
  })

  test('give what was chosen', async () => {
    dialog.state.answer = {
      ...dialog.state.answer,
      canceled: false,
      filePaths: ['/e.png'],
      filePath: '/f.png',
    }
    expect(await program.desktop.chooseImages()).toEqual(['/e.png'])
    expect(await program.desktop.chooseSaveTarget('f.png')).toBe('/f.png')
    expect((await program.desktop.recentFiles())[0]).toBe('/e.png')
    dialog.state.answer = { ...dialog.state.answer, filePath: '/g.selfsame' }
    await program.desktop.chooseSaveTarget('f.selfsame')
    expect(dialog.asked.at(-1)).toMatchObject({ filters: [{ extensions: ['selfsame'] }] })
    expect((await program.desktop.recentFiles())[0]).toBe('/g.selfsame')
  })
})

describe('a running job', () => {
  test('shows in the task bar and keeps the machine awake until it ends', () => {
    program.desktop.showProgress(0.25)
    program.desktop.showProgress(0.5)
    expect(electronDouble.powerSaveBlocker.running.size).toBe(1)
    program.desktop.showProgress(null)
    expect(electronDouble.powerSaveBlocker.running.size).toBe(0)
    expect(program.window.progress).toEqual([0.25, 0.5, -1])
  })

  test('that trains keeps the machine awake beside an edit, and shows in no task bar', () => {
    const shown = program.window.progress.length
    const { running } = electronDouble.powerSaveBlocker
    program.desktop.keepAwake(true)
    program.desktop.showProgress(0.5)
    program.desktop.showProgress(null)
    expect(running.size).toBe(1)
    program.desktop.keepAwake(false)
    expect(running.size).toBe(0)
    expect(program.window.progress.slice(shown)).toEqual([0.5, -1])
  })

  test('announces its end only when the window is not in front', () => {
    program.desktop.notify({ title: 'seen', body: '' })
    program.window.focused = false
    program.desktop.notify({ title: 'unseen', body: '' })
    expect(electronDouble.Notification.shown).toEqual(['unseen'])
  })
})

describe('the engine', () => {
  test('is a utility process whose end is told', () => {
    const worker = program.host.startWorker('/engine.js', { args: ['/data'], env: {} })
    const reasons: string[] = []
    let closed = false
    worker.onExit((reason) => reasons.push(reason))
    worker.port.onClose(() => (closed = true))
    const [child] = electronDouble.utilityProcess.started
    expect([child?.entry, child?.args]).toEqual(['/engine.js', ['/data']])
    const heard: unknown[] = []
    worker.port.onMessage((message) => heard.push(message))
    child?.emit('message', { id: 1 })
    worker.kill()
    child?.emit('message', { id: 2 })
    expect(heard).toEqual([{ id: 1 }])
    expect(reasons).toEqual(['code 15'])
    expect(closed).toBe(true)
  })
})

describe('closing', () => {
  const asked: string[] = []
  let ready = true
  beforeAll(() => {
    program.desktop.onClosing((way) => {
      asked.push(way)
      program.desktop.answerClosing(ready)
    })
  })

  test('asks while work is unsaved and stays open when the user backs out', async () => {
    program.desktop.setUnsaved(['picos.jpg'])
    expect(program.window.title).toBe('• Selfsame')
    dialog.state.press = ['Cancel']
    const questions = dialog.asked.length
    program.window.close()
    await vi.waitFor(() => expect(dialog.asked).toHaveLength(questions + 1))
    expect(dialog.asked.at(-1)).toMatchObject({
      message: 'Do you want to save the changes to picos.jpg?',
    })
    await nextTurn()
    expect(program.window.open).toBe(true)
    expect(asked).toEqual([])
  })

  test('has the page save, and stays open where that was not done', async () => {
    ready = false
    dialog.state.press = ['Save']
    program.window.close()
    await vi.waitFor(() => expect(asked).toEqual(['save']))
    await nextTurn()
    expect(program.window.open).toBe(true)
  })

  test('asks while something trains and stays open when the user wants to keep editing', async () => {
    program.desktop.setUnsaved([])
    program.training.isRunning = true
    dialog.state.press = ['Keep editing']
    const questions = dialog.asked.length
    program.window.close()
    await vi.waitFor(() => expect(dialog.asked).toHaveLength(questions + 1))
    const buttons = ['Go on at the next start', 'Stop now', 'Keep editing']
    expect(dialog.asked.at(-1)).toMatchObject({ buttons, cancelId: 2, defaultId: 0 })
    await nextTurn()
    expect(program.window.open).toBe(true)
    expect(program.training.asked).toEqual([])
  })

  test('goes on once the page has kept its documents, ends what trains as the user says, keeps the place of the window and ends the engine', async () => {
    program.desktop.setUnsaved(['picos.jpg'])
    asked.splice(0)
    dialog.state.press = ['Don’t save', 'Stop now']
    program.window.close()
    await vi.waitFor(() => expect(program.window.open).toBe(false))
    expect(asked).toEqual(['keep'])
    const kept: unknown = JSON.parse(readFileSync(join(app.state.userData, 'window.json'), 'utf8'))
    expect(kept).toEqual({ bounds: { x: 10, y: 20, width: 1100, height: 700 }, maximized: false })
    expect(app.calls).toContain('quit')
    expect(program.training.asked).toEqual(['stop'])
    expect(program.wasStopped()).toBe(true)
  })
})

test('a second instance opens nothing and leaves, under the name that Windows knows', async () => {
  app.state.lock = false
  app.calls.splice(0)
  vi.spyOn(process, 'platform', 'get').mockReturnValue('win32')
  const windows = WindowDouble.all.length
  await runProgram({
    bundle: '/nowhere',
    startApp: () => {
      throw new Error('started')
    },
  })
  vi.restoreAllMocks()
  expect(WindowDouble.all).toHaveLength(windows)
  expect(app.calls).toContain('quit')
  const builder = readFileSync('electron-builder.yml', 'utf8')
  const [, id] = /^appId: (.+)$/m.exec(builder) ?? []
  expect(app.calls).toContain(`setAppUserModelId ${id}`)
})
