/**
 * The entry of the engine process: makes the engine in the folders that it is told and answers the process that
 * started it. It ends with that process.
 */
import { ENGINE_SCHEMAS } from '../../src-shared/contract/schemas.ts'
import type { EngineApi } from '../../src-shared/contract/app-api.ts'
import { serve } from '../../src-shared/contract/rpc.ts'
import { parentPort } from '../host/process-ports.ts'
import { createEngine } from './create-engine.ts'

const [dataFolder, models, samples] = process.argv.slice(2)
const grantKey = process.env['SELFSAME_GRANT_KEY']
if (!dataFolder || !models || !samples || !grantKey)
  throw new Error('The engine needs its folders and a key for grants.')

const port = parentPort()
port.onClose(() => process.exit())
const log = (line: string) => void process.stderr.write(`${line}\n`)
const engine = await createEngine({ dataFolder, models, samples, grantKey, log })
serve<EngineApi>(engine, port, {
  schemas: ENGINE_SCHEMAS,
  onDefect: (error, method) => {
    log(`${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  },
})
