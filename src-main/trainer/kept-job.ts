/**
 * A job as it lies on the disk: one folder with what was ordered, how it stands, and the run itself. Whatever happens to
 * the process, the next one finds the queue in these folders.
 */
import { parseSentence } from '../../src-shared/contract/sentences.ts'
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type {
  TrainingEnd,
  TrainingPlan,
  WatchedResult,
} from '../../src-shared/contract/training-api.ts'
import type { PictureFile, WatchedPicture } from '../../src-shared/contract/trainer-api.ts'
import type { MaskPatch } from '../../src-shared/contract/pictures-api.ts'
import {
  keptOrder,
  watchedPicture,
  watchedResult,
} from '../../src-shared/contract/training-schemas.ts'
import { JsonFields } from '../../src-shared/importers/json-fields.ts'
import { writeDurably } from '../images/durable-file.ts'

/** What is to be trained on what. */
export type Order =
  | { readonly kind: 'folder'; readonly folder: string; readonly plan: TrainingPlan }
  | { readonly kind: 'picture'; readonly picture: string; readonly plan: LearnPlan }

export interface LearnPlan {
  readonly base: string
  readonly mask: MaskPatch
  readonly seconds: number
  readonly seed: number
  readonly label?: number
  readonly name: string
}

/** How a job stands. `wish` is the user's: to run, to wait, or to end with what there is. */
export interface Standing {
  readonly createdAt: number
  /** When it was put at the end of the queue; a job that is held keeps its place. */
  readonly queuedAt: number
  readonly wish: 'run' | 'pause' | 'stop'
  readonly step: number
  readonly steps: number
  readonly stage: string
  readonly best: { readonly step: number; readonly loss: number } | null
  readonly end: TrainingEnd | null
}

export interface KeptJob {
  readonly id: string
  readonly order: Order
  readonly standing: Standing
}

/** What an order comes with. */
export interface NewPictures {
  readonly picture?: PictureFile | undefined
  readonly watch?: WatchedPicture | undefined
  /** An ONNX file of features, which is copied. */
  readonly features?: string | undefined
}

export const runFolderOf = (folder: string) => join(folder, 'run')
/** The picture to learn, as a PNG file. */
export const pictureFileOf = (folder: string) => join(folder, 'picture.png')
const featureFolder = (folder: string) => join(folder, 'features')
const orderFile = (folder: string) => join(folder, 'order.bin')
const standingFile = (folder: string) => join(folder, 'standing.json')
const watchedFile = (folder: string) => join(folder, 'watched.bin')
const watchFile = (folder: string) => join(folder, 'watch.bin')

/** Writes a new job; its standing comes last, so a folder that has one is whole. */
export async function keepJob(
  folder: string,
  { order, standing }: Omit<KeptJob, 'id'>,
  { picture, watch, features }: NewPictures,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  if (picture) await writeFile(pictureFileOf(folder), picture.png)
  if (watch) await keepWatch(folder, watch)
  if (features !== undefined) {
    await mkdir(featureFolder(folder))
    await copyFile(features, join(featureFolder(folder), basename(features)))
  }
  await writeDurably(orderFile(folder), serialize(order))
  await keepStanding(folder, standing)
}

export async function keepStanding(folder: string, standing: Standing): Promise<void> {
  await writeDurably(standingFile(folder), `${JSON.stringify(standing, null, 2)}\n`)
}

export async function keepWatch(folder: string, watch: WatchedPicture | null): Promise<void> {
  if (watch) await writeDurably(watchFile(folder), serialize(watch))
  else await rm(watchFile(folder), { force: true })
}

/** The copy of the ONNX file of features that the job came with; null where it came with none. */
export async function readFeatures(folder: string): Promise<string | null> {
  const [name] = await readdir(featureFolder(folder)).catch(() => [])
  return name === undefined ? null : join(featureFolder(folder), name)
}

/** The document that the job watches; null for none. */
export async function readWatch(folder: string): Promise<WatchedPicture | null> {
  const bytes = await readFile(watchFile(folder)).catch(() => null)
  return bytes && (watchedPicture.safeParse(deserialize(bytes)).data ?? null)
}

/** Keeps the watched document as it came out last. */
export async function keepWatched(folder: string, result: WatchedResult): Promise<void> {
  await writeDurably(watchedFile(folder), serialize(result))
}

/** The same; null where nothing was watched. */
export async function readWatched(folder: string): Promise<WatchedResult | null> {
  const bytes = await readFile(watchedFile(folder)).catch(() => null)
  return bytes && (watchedResult.safeParse(deserialize(bytes)).data ?? null)
}

/** All whole jobs below `root`; what cannot be read is told of and left alone. */
export async function readJobs(root: string, onFault: (line: string) => void): Promise<KeptJob[]> {
  const names = await readdir(root).catch(() => [])
  const jobs: KeptJob[] = []
  for (const id of names.sort()) {
    try {
      jobs.push(await readJob(join(root, id), id))
    } catch (error) {
      onFault(`The training job ${id} cannot be read: ${String(error)}`)
    }
  }
  return jobs
}

async function readJob(folder: string, id: string): Promise<KeptJob> {
  const standing = parseStanding(await readFile(standingFile(folder), 'utf8'), standingFile(folder))
  const order = keptOrder.parse(deserialize(await readFile(orderFile(folder))))
  return { id, order, standing }
}

const WISHES = ['run', 'pause', 'stop'] as const
const REASONS = ['finished', 'no-gain', 'asked', 'diverged', 'disk-full', 'failed'] as const

function parseStanding(text: string, file: string): Standing {
  const fields = fieldsOf(JSON.parse(text), file)
  const wish = fields.text('wish')
  const best = fields.take('best')
  const end = fields.take('end')
  return {
    createdAt: fields.number('createdAt'),
    queuedAt: fields.number('queuedAt'),
    wish: WISHES.find((known) => known === wish) ?? 'pause',
    step: fields.integer('step', { min: 0 }),
    steps: fields.integer('steps', { min: 0 }),
    stage: fields.text('stage'),
    best: best === null ? null : parseBest(fieldsOf(best, file)),
    end: end === null ? null : parseEnd(fieldsOf(end, file), file),
  }
}

const fieldsOf = (json: unknown, file: string) => new JsonFields(json, file, 'remove its folder')

function parseBest(fields: JsonFields): Standing['best'] {
  return { step: fields.integer('step', { min: 0 }), loss: fields.number('loss') }
}

function parseSaid(said: unknown, file: string): TrainingEnd['said'] {
  if (said === null) return null
  const fields = fieldsOf(said, file)
  return parseSentence(fields.text('text'), fields.take('name', null), fields.take('values', null))
}

function parseEnd(fields: JsonFields, file: string): TrainingEnd {
  const reason = fields.text('reason')
  const model = fields.take('model')
  return {
    reason: REASONS.find((known) => known === reason) ?? 'failed',
    step: fields.integer('step', { min: 0 }),
    said: parseSaid(fields.take('said', null), file),
    model: typeof model === 'string' ? model : null,
  }
}
