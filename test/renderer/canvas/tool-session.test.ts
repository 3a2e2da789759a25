/** A tool at work, with a canvas that only writes down what it is told. */
import { expect, test, vi } from 'vitest'
import { createToolSession } from '../../../src-renderer/canvas/tool-session.ts'
import type { SessionHost } from '../../../src-renderer/canvas/tool-session.ts'
import { openDocument } from '../../../src-renderer/document/document.ts'
import { maskBounds } from '../../../src-renderer/kernels/mask.ts'
import { DEFAULT_SETTINGS } from '../../../src-renderer/tools/tool.ts'
import type { PointerInput, ToolName } from '../../../src-renderer/tools/tool.ts'

const picture = {
  id: 'a',
  name: 'a.png',
  width: 400,
  height: 300,
  channels: 3,
  depth: 8,
  hash: '',
  format: null,
  profile: 'sRGB',
} as const
const start = openDocument('d', picture)
const region = { x: 5, y: 6, width: 2, height: 1 }
const patch = { region, coverage: new Uint8Array([255, 255]) }

const answer: SessionHost['select'] = () => Promise.resolve(patch)

function sessionOf(name: ToolName, select = answer) {
  let document = start
  const host = {
    context: () => ({ document, settings: DEFAULT_SETTINGS, zoom: 1 }),
    select: vi.fn(select),
    show: vi.fn<SessionHost['show']>(),
    preview: vi.fn<SessionHost['preview']>(),
    commit: vi.fn<SessionHost['commit']>(),
    pick: vi.fn<SessionHost['pick']>(),
    crop: vi.fn<SessionHost['crop']>(),
    pan: vi.fn<SessionHost['pan']>(),
    failed: vi.fn<SessionHost['failed']>(),
  }
  const session = createToolSession(name, host)
  const pointer = (phase: PointerInput['phase'], x: number, y: number) =>
    session.pointer({ phase, x, y, pressure: 1, button: 0, shift: false, ctrl: false, alt: false })
  const replace = (next: typeof start) => (document = next)
  return { host, session, pointer, replace }
}

const press = (key: string) => ({ key, shift: false, ctrl: false, alt: false })

test('a stroke is shown while it is drawn and handed out once at its end', () => {
  const { host, pointer } = sessionOf('brush')
  pointer('down', 50, 50)
  pointer('move', 60, 50)
  expect(host.show).toHaveBeenCalledTimes(2)
  expect(host.commit).not.toHaveBeenCalled()
  pointer('up', 60, 50)
  expect(host.commit).toHaveBeenCalledTimes(1)
  const [document] = host.commit.mock.calls[0] ?? []
  expect(document && maskBounds(document.mask)).toMatchObject({ height: 48 })
})

test('a shape begun with one tool is gone with the next, and the document is shown as it was', () => {
  const { host, session, pointer } = sessionOf('rectangle')
  pointer('down', 10, 10)
  pointer('move', 20, 20)
  expect(host.preview).toHaveBeenLastCalledWith({
    kind: 'rectangle',
    region: { x: 10, y: 10, width: 10, height: 10 },
  })
  session.take('lasso')
  expect(host.preview).toHaveBeenLastCalledWith({ kind: 'none' })
  expect(host.show).toHaveBeenLastCalledWith(start)
  pointer('up', 20, 20)
  expect(host.commit).not.toHaveBeenCalled()
})

test('a key is taken only by the tool that it means something to', () => {
  const { host, session, pointer } = sessionOf('brush')
  expect(session.key(press('Escape'))).toBe(false)
  expect(session.key(press(']'))).toBe(false)
  pointer('down', 50, 50)
  expect(session.key(press('Escape'))).toBe(true)
  expect(host.show).toHaveBeenLastCalledWith(start)
})

test('what the engine selects is joined with the mask as it is by then', async () => {
  const { host, pointer } = sessionOf('wand')
  pointer('down', 5, 6)
  await vi.waitFor(() => expect(host.commit).toHaveBeenCalledTimes(1))
  const [document] = host.commit.mock.calls[0] ?? []
  expect(document && maskBounds(document.mask)).toEqual(region)
})

test('what the engine selects in a picture that is gone is dropped, and a failure is told', async () => {
  const gone = sessionOf('wand')
  gone.pointer('down', 5, 6)
  gone.replace(openDocument('d', { ...picture, id: 'b' }))
  await Promise.resolve()
  await Promise.resolve()
  expect(gone.host.select).toHaveBeenCalledTimes(1)
  expect(gone.host.commit).not.toHaveBeenCalled()
  const error = new Error('The engine stopped.')
  const broken = sessionOf('wand', () => Promise.reject(error))
  broken.pointer('down', 5, 6)
  await vi.waitFor(() => expect(broken.host.failed).toHaveBeenCalledWith(error))
})

test('the picker picks along a drag, and the hand keeps what it grabbed under the pointer', () => {
  const picker = sessionOf('picker')
  picker.pointer('move', 1, 1)
  picker.pointer('down', 2, 2)
  picker.pointer('move', 3, 3)
  picker.pointer('up', 3, 3)
  picker.pointer('move', 4, 4)
  expect(picker.host.pick.mock.calls).toEqual([[{ x: 2, y: 2 }], [{ x: 3, y: 3 }]])
  const hand = sessionOf('hand')
  hand.pointer('move', 5, 5)
  hand.pointer('down', 10, 20)
  hand.pointer('move', 13, 18)
  hand.pointer('up', 13, 18)
  hand.pointer('move', 20, 20)
  expect(hand.host.pan.mock.calls).toEqual([[{ x: 3, y: -2 }]])
})
