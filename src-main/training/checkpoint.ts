/**
 * Saves and loads the state of a run: one safetensors file and one JSON file that vouches for it.
 * The JSON file is written last and holds the hash, so a checkpoint that can be read is whole.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { JsonFields } from '../../src-shared/importers/json-fields.ts'
import {
  readSafetensors,
  tensorOf,
  writeSafetensors,
} from '../../src-shared/importers/safetensors.ts'
import type { Safetensors } from '../../src-shared/importers/safetensors.ts'
import { tensor } from '../../src-shared/tensor/tensor.ts'
import type { TrainState } from '../../src-shared/training/train-step.ts'
import { writeDurably } from '../images/durable-file.ts'

/** A validated step: its number and the loss on the held-back patches. */
export interface Best {
  readonly step: number
  readonly loss: number
}

/** What is known of a run at a step besides the arrays. */
export interface Progress {
  /** The checkpoint with the lowest validation loss of the current stage; null before the first validation. */
  readonly best: Best | null
  /** Name of the curriculum's stage that `best` belongs to. */
  readonly stage: string
  /** Validations since `best`. */
  readonly misses: number
  /** Wall-clock and processor seconds spent so far, over all sessions of the run. */
  readonly computeSeconds: number
  readonly cpuSeconds: number
}

export interface Checkpoint {
  readonly state: TrainState
  readonly progress: Progress
}

/** The progress of a run that has not begun. */
export const NO_PROGRESS: Progress = {
  best: null,
  stage: '',
  misses: 0,
  computeSeconds: 0,
  cpuSeconds: 0,
}

interface Voucher extends Progress {
  readonly step: number
  readonly sha256: string
}

/** The newest whole checkpoints are kept: the last, and one before it should the last be damaged. */
const KEPT = 2

const baseName = (step: number) => String(step).padStart(8, '0')
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Writes a checkpoint into `folder`, removes those no longer needed, and gives its JSON file's path. */
export async function writeCheckpoint(folder: string, checkpoint: Checkpoint): Promise<string> {
  const { state, progress } = checkpoint
  await mkdir(folder, { recursive: true })
  const base = join(folder, baseName(state.step))
  const bytes = encodeState(state)
  const voucher: Voucher = { step: state.step, ...progress, sha256: sha256(bytes) }
  await writeDurably(`${base}.safetensors`, bytes)
  await writeDurably(`${base}.json`, `${JSON.stringify(voucher, null, 2)}\n`)
  await removeOld(folder, progress.best)
  return `${base}.json`
}

/** The newest whole checkpoint in `folder`; null when there is none. Damaged ones are passed over. */
export async function readLastCheckpoint(folder: string): Promise<Checkpoint | null> {
  for (const step of (await stepsIn(folder)).reverse()) {
    const checkpoint = await readCheckpoint(folder, step)
    if (checkpoint) return checkpoint
  }
  return null
}

/** The checkpoint of step `step`, or null when it is missing, torn or altered. */
export async function readCheckpoint(folder: string, step: number): Promise<Checkpoint | null> {
  const base = join(folder, baseName(step))
  try {
    const voucher = parseVoucher(await readFile(`${base}.json`, 'utf8'), `${base}.json`)
    const bytes = await readFile(`${base}.safetensors`)
    if (voucher.step !== step || voucher.sha256 !== sha256(bytes)) return null
    const { best, stage, misses, computeSeconds, cpuSeconds } = voucher
    const state = decodeState(readSafetensors(bytes, `${base}.safetensors`), step)
    return { state, progress: { best, stage, misses, computeSeconds, cpuSeconds } }
  } catch (error) {
    if (error instanceof UserError || error instanceof SyntaxError || isMissing(error)) return null
    throw error
  }
}

function encodeState({ theta, m, v, target, averages }: TrainState): Uint8Array {
  const arrays = new Map<string, Float32Array>([
    ['theta', theta],
    ['m', m],
    ['v', v],
  ])
  if (target) arrays.set('target', target)
  for (const [index, average] of averages.entries()) arrays.set(`average.${index}`, average)
  const tensors = [...arrays].map(([name, data]) => [name, tensor([data.length], data)] as const)
  return writeSafetensors(new Map(tensors), { dtype: 'F32' })
}

function decodeState(file: Safetensors, step: number): TrainState {
  const array = (name: string) => tensorOf(file, name).data
  const averages: Float32Array[] = []
  while (file.tensors.has(`average.${averages.length}`)) {
    averages.push(array(`average.${averages.length}`))
  }
  const target = file.tensors.has('target') ? array('target') : null
  return { step, theta: array('theta'), m: array('m'), v: array('v'), target, averages }
}

/** Throws UserError or SyntaxError where `text` is not the whole record of a checkpoint. */
function parseVoucher(text: string, file: string): Voucher {
  const fields = new JsonFields(JSON.parse(text), file, 'remove it')
  const best = fields.take('best')
  return {
    step: fields.integer('step', { min: 0 }),
    sha256: fields.text('sha256'),
    stage: fields.text('stage'),
    misses: fields.has('misses') ? fields.integer('misses', { min: 0 }) : 0,
    computeSeconds: fields.number('computeSeconds', { min: 0 }),
    cpuSeconds: fields.number('cpuSeconds', { min: 0 }),
    best: best === null ? null : parseBest(new JsonFields(best, file, 'remove it')),
  }
}

function parseBest(fields: JsonFields): Best {
  return { step: fields.integer('step', { min: 0 }), loss: fields.number('loss') }
}

/** Steps with a JSON file, increasing. */
async function stepsIn(folder: string): Promise<number[]> {
  const vouchers = (await filesIn(folder)).filter((name) => /^\d{8,}\.json$/.test(name))
  return vouchers.map((name) => parseInt(name, 10)).sort((a, b) => a - b)
}

async function filesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
}

/** JSON files go first, so that nothing ever vouches for a file that is gone. */
async function removeOld(folder: string, best: Best | null): Promise<void> {
  const kept = new Set([...(await stepsIn(folder)).slice(-KEPT), best?.step])
  const old = (await filesIn(folder)).filter((name) => !kept.has(parseInt(name, 10)))
  for (const name of old.sort()) await rm(join(folder, name), { force: true })
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
