/**
 * How a page gets its ports in the desktop program: window messages with these texts, from the page's own origin,
 * whose only port is a MessagePort to the program or to the engine. Nothing else is handed to the page.
 */

/** With the port to the program; sent once per load, after the scripts of the page have run. */
export const PAGE_PORT_MESSAGE = 'selfsame:port'

/** With a port to the engine; sent for every engine that takes the place of another. */
export const ENGINE_PORT_MESSAGE = 'selfsame:engine-port'
