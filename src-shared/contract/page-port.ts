/**
 * How a page gets its port in the desktop program: one window message with this text, from the page's own origin,
 * whose only port is a MessagePort to the program. Nothing else is handed to the page.
 */

/** The data of that message; sent once per load, after the scripts of the page have run. */
export const PAGE_PORT_MESSAGE = 'selfsame:port'
