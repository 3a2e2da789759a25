/**
 * The entry of the desktop program: the application in an Electron window. Starts and nothing else.
 */
import { app, dialog } from 'electron'
import { createApp } from '../../create-app.ts'
import { runProgram } from './program.ts'

runProgram({ bundle: import.meta.dirname, startApp: createApp }).catch((error: unknown) => {
  dialog.showErrorBox(
    'Selfsame could not start',
    error instanceof Error ? error.message : String(error),
  )
  app.exit(1)
})
