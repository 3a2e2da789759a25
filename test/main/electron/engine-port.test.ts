/** The page and the engine are joined past the main process, for every load of the page and every engine. */
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { eventedPort } from '../../../src-main/host/evented-port.ts'
import type { DirectApi } from '../../../src-shared/contract/app-api.ts'
import { connect } from '../../../src-shared/contract/connect.ts'
import { serve } from '../../../src-shared/contract/rpc.ts'
import { DIRECT_SCHEMAS } from '../../../src-shared/contract/schemas.ts'
import { at } from '../../support/at.ts'
import { electronDouble } from '../../support/electron-double.ts'
import { startProgram, type StartedProgram } from '../../support/started-program.ts'

vi.mock('electron', async () => (await import('../../support/electron-double.ts')).electronDouble)

const { ipcMain, utilityProcess } = electronDouble
const options = { args: [], env: {} }
let program: StartedProgram

beforeAll(async () => {
  program = await startProgram()
})

const connectPage = () => {
  const sender = program.window.webContents
  ipcMain.emit('selfsame:connect', { sender, senderFrame: sender.mainFrame })
}
const enginePorts = () =>
  program.window.webContents.posted.filter(({ channel }) => channel === 'selfsame:engine-port')

/** The port that the page was given last. */
const lastPort = () => eventedPort(at(at(enginePorts(), enginePorts().length - 1).ports, 0))

describe('the port to the engine', () => {
  test('is closed where there is no engine, so that nobody waits for one', async () => {
    connectPage()
    const closed = new Promise<void>((resolve) => lastPort().onClose(resolve))
    await closed
  })

  test('carries calls and samples between page and engine alone', async () => {
    program.host.startWorker('engine.js', options)
    const engine = at(utilityProcess.started, utilityProcess.started.length - 1)
    const rgba = Uint8Array.of(1, 2, 3, 4)
    const tile = vi.fn(() => Promise.resolve({ width: 1, height: 1, rgba }))
    const api = connect<DirectApi>(lastPort())
    const answering = Object.assign(Object.create(null) as DirectApi, {
      pictures: { tile },
      edits: {},
    })
    serve<DirectApi>(answering, eventedPort(at(engine.handed, 0)), { schemas: DIRECT_SCHEMAS })
    const request = { id: 'a', level: 0, column: 0, row: 0 }
    expect(await api.pictures.tile(request)).toEqual({ width: 1, height: 1, rgba })
    const wrong = api.pictures.tile({ ...request, level: -1 })
    await expect(wrong).rejects.toMatchObject({ code: 'invalid' })
    const past: unknown = Reflect.apply(
      Reflect.get(api.pictures, 'export') as () => unknown,
      null,
      [],
    )
    await expect(past).rejects.toMatchObject({ code: 'invalid' })
    expect(tile).toHaveBeenCalledTimes(1)
  })

  test('is new for a new engine and for a page that is loaded again', () => {
    const count = enginePorts().length
    at(utilityProcess.started, utilityProcess.started.length - 1).kill()
    program.host.startWorker('engine.js', options)
    const engine = at(utilityProcess.started, utilityProcess.started.length - 1)
    expect([enginePorts().length, engine.handed.length]).toEqual([count + 1, 1])
    connectPage()
    expect([enginePorts().length, engine.handed.length]).toEqual([count + 2, 2])
  })
})
