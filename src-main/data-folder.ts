/**
 * Where the program keeps what is the user's, unless it is told otherwise: the same place for the command line and for
 * the editor.
 */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** SELFSAME_DATA, or where the system wants the data of a program of this user; absolute. */
export function defaultDataFolder(env: Readonly<Record<string, string | undefined>>): string {
  const home = homedir()
  if (env['SELFSAME_DATA']) return resolve(env['SELFSAME_DATA'])
  if (process.platform === 'win32')
    return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Selfsame')
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support', 'Selfsame')
  return resolve(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'selfsame')
}
