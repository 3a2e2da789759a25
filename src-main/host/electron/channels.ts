/**
 * Names of the few messages between the preload and the main process. Nothing that the page can send.
 */

/** Preload to main: the page's scripts have run. */
export const CONNECT = 'selfsame:connect'
/** Main to preload, with the page's port. */
export const PORT = 'selfsame:port'
/** Main to preload, with a port to the engine; once for each engine. */
export const ENGINE_PORT = 'selfsame:engine-port'
/** Preload to main: paths of files and folders that the user dropped on the page. */
export const DROPPED = 'selfsame:dropped'
