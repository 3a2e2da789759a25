/**
 * The entry of the trainer process: makes the trainer in the folders that it is told and answers the process that started
 * it, with which it ends. Everything else on the machine goes first.
 */
import { randomUUID } from 'node:crypto'
import type { TrainerApi } from '../../src-shared/contract/trainer-api.ts'
import { serve } from '../../src-shared/contract/rpc.ts'
import { TRAINER_SCHEMAS } from '../../src-shared/contract/training-schemas.ts'
import { parentPort } from '../host/process-ports.ts'
import { processClocks } from '../training/meter.ts'
import { createTrainer } from './create-trainer.ts'
import { lowerPriority } from './low-priority.ts'

const [dataFolder, models, features] = process.argv.slice(2)
const grantKey = process.env['SELFSAME_GRANT_KEY']
if (!dataFolder || !models || !features || !grantKey)
  throw new Error('The trainer needs its folders and a key for grants.')

const log = (line: string) => void process.stderr.write(`${line}\n`)
// The runtime's threads are still to be born.
lowerPriority(log)
const port = parentPort()
port.onClose(() => process.exit())
const trainer = await createTrainer({
  dataFolder,
  models,
  features,
  grantKey,
  clocks: processClocks,
  newId: () => randomUUID().slice(0, 8),
  log,
})
serve<TrainerApi>(trainer, port, {
  schemas: TRAINER_SCHEMAS,
  onDefect: (error, method) =>
    log(`${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
})
