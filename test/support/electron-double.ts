/**
 * A double of the parts of Electron that the desktop program uses: it records what it is asked and lets tests act as
 * the system. Knows nothing of the program.
 */
import { EventEmitter } from 'node:events'
import { MessageChannel } from 'node:worker_threads'

type Handler = (request: { readonly url: string; readonly method: string }) => Promise<Response>
export interface MenuItem {
  readonly label?: string
  readonly role?: string
  readonly type?: string
  readonly accelerator?: string
  readonly registerAccelerator?: boolean
  readonly click?: () => void
  readonly submenu?: readonly MenuItem[]
}

interface Prevented extends Record<string, unknown> {
  readonly wasPrevented: () => boolean
}

/** An event as Electron passes it, that tells whether its default was prevented. */
export function preventable(fields: Record<string, unknown> = {}): Prevented {
  let prevented = false
  return {
    ...fields,
    preventDefault: () => {
      prevented = true
    },
    wasPrevented: () => prevented,
  }
}

export class ContentsDouble extends EventEmitter {
  mainFrame = { url: 'selfsame://app/index.html' }
  windowOpenHandler: ((details: { readonly url: string }) => { readonly action: string }) | null =
    null
  readonly posted: { readonly channel: string; readonly ports: readonly PortDouble[] }[] = []

  setWindowOpenHandler(handler: NonNullable<ContentsDouble['windowOpenHandler']>): void {
    this.windowOpenHandler = handler
  }
  postMessage(channel: string, _: unknown, ports: readonly PortDouble[]): void {
    this.posted.push({ channel, ports })
  }
}

export interface WindowOptions {
  readonly width: number
  readonly height: number
  readonly x?: number
  readonly webPreferences: Readonly<Record<string, unknown>>
}

/** A window; closing it runs its handlers as Electron would. */
export class WindowDouble extends EventEmitter {
  static readonly all: WindowDouble[] = []
  readonly webContents = new ContentsDouble()
  readonly loaded: string[] = []
  readonly progress: number[] = []
  readonly options: WindowOptions
  focused = true
  open = true
  title = ''

  constructor(options: WindowOptions) {
    super()
    this.options = options
    WindowDouble.all.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }
  loadURL(url: string): Promise<void> {
    this.loaded.push(url)
    return Promise.resolve()
  }
  close(): void {
    const event = preventable()
    this.emit('close', event)
    if (event.wasPrevented()) return
    this.open = false
    this.emit('closed')
    app.emit('window-all-closed')
  }
  setProgressBar(value: number): void {
    this.progress.push(value)
  }
  setTitle(title: string): void {
    this.title = title
  }
  getNormalBounds = () => ({ x: 10, y: 20, width: 1100, height: 700 })
  isMaximized = () => false
  isMinimized = () => false
  isFocused = () => this.focused
  show(): void {}
  focus(): void {
    this.focused = true
  }
  restore(): void {}
  maximize(): void {}
  setDocumentEdited(): void {}
}

/** One end of a channel, with Electron's way of listening over Node's. */
function portDouble(port: MessageChannel['port1']) {
  const ends = new EventEmitter()
  port.on('message', (data: unknown) => ends.emit('message', { data, ports: [] }))
  port.on('close', () => ends.emit('close'))
  return Object.assign(ends, {
    start: () => port.start(),
    close: () => port.close(),
    postMessage: (message: unknown) => port.postMessage(message),
  })
}

export type PortDouble = ReturnType<typeof portDouble>

class ChannelDouble {
  readonly port1
  readonly port2
  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.port1 = portDouble(port1)
    this.port2 = portDouble(port2)
  }
}

class NotificationDouble extends EventEmitter {
  static readonly shown: string[] = []
  static isSupported = () => true
  readonly options: { readonly title: string }
  constructor(options: { readonly title: string }) {
    super()
    this.options = options
  }
  show(): void {
    NotificationDouble.shown.push(this.options.title)
  }
}

function createApp() {
  const state = { lock: true, userData: '' }
  const calls: string[] = []
  const recent: string[] = []
  const emitter = new EventEmitter()
  return Object.assign(emitter, {
    state,
    calls,
    recent,
    isPackaged: false,
    enableSandbox: () => void calls.push('enableSandbox'),
    requestSingleInstanceLock: () => state.lock,
    whenReady: () => {
      calls.push('whenReady')
      return Promise.resolve()
    },
    getPath: () => state.userData,
    getLocale: () => 'en-GB',
    getVersion: () => '1.2.3',
    addRecentDocument: (path: string) => void recent.push(path),
    clearRecentDocuments: () => void recent.splice(0),
    setAppUserModelId: (id: string) => {
      calls.push(`setAppUserModelId ${id}`)
    },
    quit: () => {
      calls.push('quit')
      emitter.emit('will-quit', preventable())
    },
    exit: () => void calls.push('exit'),
  })
}

type PermissionRequest = (
  contents: unknown,
  permission: string,
  answer: (allowed: boolean) => void,
  details: { readonly requestingUrl: string },
) => void

function createSession() {
  const state = {
    request: null as PermissionRequest | null,
    check: null as ((contents: unknown, name: string, origin: string) => boolean) | null,
    device: null as (() => boolean) | null,
    blocked: [] as string[],
  }
  return Object.assign(new EventEmitter(), {
    state,
    setPermissionRequestHandler: (handler: PermissionRequest) => void (state.request = handler),
    setPermissionCheckHandler: (handler: NonNullable<typeof state.check>) =>
      void (state.check = handler),
    setDevicePermissionHandler: (handler: () => boolean) => void (state.device = handler),
    webRequest: {
      onBeforeRequest: (
        { urls }: { readonly urls: readonly string[] },
        listener: (details: object, answer: (result: { cancel: boolean }) => void) => void,
      ) => listener({}, ({ cancel }) => void (cancel && state.blocked.push(...urls))),
    },
  })
}

function createShell() {
  const revealed: string[] = []
  return { revealed, showItemInFolder: (path: string) => void revealed.push(path) }
}

function createDialog() {
  const state = {
    answer: { canceled: false, filePaths: [] as string[], filePath: '' },
    /** Labels of the buttons that the user presses wherever they see them. */
    press: [] as readonly string[],
  }
  const asked: Record<string, unknown>[] = []
  const ask = (...args: Record<string, unknown>[]) => {
    asked.push(args.at(-1) ?? {})
    return Promise.resolve(state.answer)
  }
  const showMessageBox = (_: unknown, options: Record<string, unknown>) => {
    asked.push(options)
    const buttons: unknown[] = Array.isArray(options['buttons']) ? options['buttons'] : []
    const response = buttons.findIndex((label) => state.press.some((pressed) => pressed === label))
    return Promise.resolve({ response })
  }
  return { state, asked, showOpenDialog: ask, showSaveDialog: ask, showMessageBox }
}

function createMenu() {
  const state = { installed: [] as readonly MenuItem[] }
  return {
    state,
    buildFromTemplate: (items: readonly MenuItem[]) => items,
    setApplicationMenu: (items: readonly MenuItem[]) => {
      state.installed = items
    },
  }
}

function createPowerSaveBlocker() {
  const running = new Set<number>()
  const start = () => {
    running.add(running.size + 7)
    return running.size + 6
  }
  return { running, start, stop: (id: number) => void running.delete(id) }
}

interface PrivilegedScheme {
  readonly scheme: string
  readonly privileges: Readonly<Record<string, boolean>>
}

function createProtocol(calls: string[]) {
  const handlers = new Map<string, Handler>()
  const privileged: PrivilegedScheme[] = []
  return {
    privileged,
    handlers,
    registerSchemesAsPrivileged: (schemes: readonly PrivilegedScheme[]) => {
      calls.push('registerSchemes')
      privileged.push(...schemes)
    },
    handle: (scheme: string, handler: Handler) => void handlers.set(scheme, handler),
  }
}

interface WorkerDouble extends EventEmitter {
  readonly entry: string
  readonly args: readonly string[]
  /** Ports that it was sent. */
  readonly handed: readonly PortDouble[]
  kill(): void
}

function createUtilityProcess() {
  const started: WorkerDouble[] = []
  const fork = (entry: string, args: readonly string[]) => {
    const child = new EventEmitter()
    const kill = () => child.emit('exit', 15)
    const handed: PortDouble[] = []
    const postMessage = (_: unknown, ports: readonly PortDouble[] = []) => {
      handed.push(...ports)
    }
    const double = Object.assign(child, { entry, args, handed, postMessage, kill })
    started.push(double)
    return double
  }
  return { started, fork }
}

const app = createApp()

/** The module as `vi.mock('electron', ...)` hands it out; tests read what was recorded and emit events. */
export const electronDouble = {
  app,
  BrowserWindow: WindowDouble,
  dialog: createDialog(),
  shell: createShell(),
  ipcMain: new EventEmitter(),
  Menu: createMenu(),
  MessageChannelMain: ChannelDouble,
  nativeTheme: { shouldUseDarkColors: true },
  Notification: NotificationDouble,
  powerMonitor: { isOnBatteryPower: () => false },
  powerSaveBlocker: createPowerSaveBlocker(),
  protocol: createProtocol(app.calls),
  screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
  session: { defaultSession: createSession() },
  utilityProcess: createUtilityProcess(),
}
