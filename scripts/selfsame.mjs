#!/usr/bin/env node
// The installed command: hands its arguments to the command line.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

process.argv.splice(2, 0, join('src-main', 'cli', 'main.ts'))
await import(join(dirname(fileURLToPath(import.meta.url)), 'run.mjs'))
