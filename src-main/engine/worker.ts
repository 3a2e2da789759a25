/**
 * The entry of the engine process: makes the engine in the folders that it is told and answers the process that
 * started it, and the pages that this hands it. It ends with that process.
 */
import { DIRECT_SCHEMAS, ENGINE_SCHEMAS } from '../../src-shared/contract/schemas.ts'
import type { DirectApi, EngineApi } from '../../src-shared/contract/app-api.ts'
import { createConnection } from '../../src-shared/contract/connect.ts'
import type { ProbeApi } from '../../src-shared/contract/probe-api.ts'
import { serve } from '../../src-shared/contract/rpc.ts'
import { onPagePort, parentPort } from '../host/process-ports.ts'
import { createEngine } from './create-engine.ts'

const [dataFolder, models, samples, turn] = process.argv.slice(2)
const grantKey = process.env['SELFSAME_GRANT_KEY']
if (!dataFolder || !models || !samples || !grantKey)
  throw new Error('The engine needs its folders and a key for grants.')

const port = parentPort()
port.onClose(() => process.exit())
const log = (line: string) => void process.stderr.write(`${line}\n`)
const onDefect = (error: unknown, method: string) => {
  log(`${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
}
// Listening to the answers begins after the questions of others are let in: what comes early is heard but once.
const starter = createConnection<ProbeApi>()
const starting = createEngine({
  dataFolder,
  models,
  samples,
  grantKey,
  isFirst: turn === 'first',
  prober: starter.api.probe,
  log,
})
onPagePort((page) => {
  void starting.then((engine) =>
    serve<DirectApi>(engine, page, { schemas: DIRECT_SCHEMAS, onDefect }),
  )
})
serve<EngineApi>(await starting, port, { schemas: ENGINE_SCHEMAS, onDefect })
starter.attach(port)
