/**
 * Reaches the program that the page belongs to, whichever host it is: over the ports that Electron's preload hands in,
 * or over a web socket to the server that the page came from.
 */
import type { AppApi, DirectApi } from '../../src-shared/contract/app-api.ts'
import { connect, createConnection } from '../../src-shared/contract/connect.ts'
import { messagePort } from '../../src-shared/contract/message-port.ts'
import { ENGINE_PORT_MESSAGE, PAGE_PORT_MESSAGE } from '../../src-shared/contract/page-port.ts'
import type { Dispose, Port } from '../../src-shared/contract/port.ts'
import { withDirectEngine } from './direct-engine.ts'
import { keepConnected } from './keep-connected.ts'

/** The whole program as the page sees it. Calls may be made at once; they wait for the connection. */
export async function connectApp(page: Window = window): Promise<AppApi> {
  const { protocol, host } = page.location
  if (protocol !== 'http:' && protocol !== 'https:') return connectDesktop(page)
  const address = `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/app`
  return keepConnected<AppApi>({
    open: () => new WebSocket(address),
    later: (milliseconds, action) => void setTimeout(action, milliseconds),
  })
}

/** The program over its port; the pixels come from the engine, over a port to each engine in its turn. */
function connectDesktop(page: Window): Promise<AppApi> {
  const engine = createConnection<DirectApi>()
  let current: Port | null = null
  onPort(page, ENGINE_PORT_MESSAGE, (channel) => {
    current?.close()
    current = messagePort(channel)
    engine.attach(current)
  })
  return new Promise((resolve) => {
    const ignore = onPort(page, PAGE_PORT_MESSAGE, (channel) => {
      ignore()
      resolve(withDirectEngine(connect<AppApi>(messagePort(channel)), engine.api))
    })
  })
}

/** Tells of each port that the page's own window is handed with this text; messages from elsewhere are passed over. */
function onPort(page: Window, text: string, tell: (port: MessagePort) => void): Dispose {
  const listen = ({ data, source, ports }: MessageEvent<unknown>) => {
    const [port] = ports
    if (data === text && source === page && port !== undefined) tell(port)
  }
  page.addEventListener('message', listen)
  return () => page.removeEventListener('message', listen)
}
