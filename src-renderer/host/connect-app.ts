/**
 * Reaches the program that the page belongs to, whichever host it is: over the port that Electron's preload hands in,
 * or over a web socket to the server that the page came from.
 */
import type { AppApi } from '../../src-shared/contract/app-api.ts'
import { connect } from '../../src-shared/contract/connect.ts'
import { messagePort } from '../../src-shared/contract/message-port.ts'
import { PAGE_PORT_MESSAGE } from '../../src-shared/contract/page-port.ts'
import { keepConnected } from './keep-connected.ts'

/** The whole program as the page sees it. Calls may be made at once; they wait for the connection. */
export async function connectApp(page: Window = window): Promise<AppApi> {
  const { protocol, host } = page.location
  if (protocol !== 'http:' && protocol !== 'https:')
    return connect<AppApi>(messagePort(await portFromPreload(page)))
  const address = `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/app`
  return keepConnected<AppApi>({
    open: () => new WebSocket(address),
    later: (milliseconds, action) => void setTimeout(action, milliseconds),
  })
}

/** The first port that the page's own window is handed; messages from elsewhere are passed over. */
function portFromPreload(page: Window): Promise<MessagePort> {
  return new Promise((resolve) => {
    const listen = ({ data, source, ports }: MessageEvent<unknown>) => {
      const [port] = ports
      if (data !== PAGE_PORT_MESSAGE || source !== page || port === undefined) return
      page.removeEventListener('message', listen)
      resolve(port)
    }
    page.addEventListener('message', listen)
  })
}
