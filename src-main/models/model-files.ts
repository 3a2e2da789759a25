/**
 * Where the files of a model folder lie, and reading them whole.
 * The layout is diffusers', with model.json and MODEL_CARD.md added; what is in the files is others' affair.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { isAbort, UserError } from '../../src-shared/contract/user-error.ts'

export const modelFiles = {
  index: 'model_index.json',
  config: join('unet', 'config.json'),
  weights: join('unet', 'diffusion_pytorch_model.safetensors'),
  scheduler: join('scheduler', 'scheduler_config.json'),
  /** Of a model that is an ONNX graph, instead of the index, the configuration and the weights. */
  graph: join('graph', 'model.onnx'),
  record: 'model.json',
  card: 'MODEL_CARD.md',
  /** The losses of the training, which the card shows. */
  curve: 'training-curve.svg',
} as const

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** The JSON value in the file, which messages call `name`. Throws UserError where it is missing or not JSON. */
export async function readJson(path: string, name = path): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw unreadable(path, error)
  })
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UserError(`${name} is not JSON; download or export the model again`, { cause })
  }
}

const chunkSize = 2 ** 30 // more than 2 GiB is not read at once

/** All bytes of the file, however large. Throws UserError where it is missing. */
export async function readBytes(path: string): Promise<Uint8Array> {
  const file = await open(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  try {
    const { size } = await file.stat()
    const bytes = new Uint8Array(size)
    for (let at = 0; at < size;) {
      const { bytesRead } = await file.read(bytes, at, Math.min(chunkSize, size - at), at)
      if (bytesRead === 0) throw new UserError(sentence('modelChanged', { file: path }))
      at += bytesRead
    }
    return bytes
  } finally {
    await file.close()
  }
}

/** Path of the weights of a network in `folder`. Throws UserError where there are none in this format. */
export async function weightsFileOf(folder: string): Promise<string> {
  const path = join(folder, modelFiles.weights)
  const pickled = path.replace(/safetensors$/, 'bin')
  if (!(await exists(path)) && (await exists(pickled))) {
    throw new UserError(
      `${pickled} is a pickled file, which could run code; bring it in with selfsame models import, which runs nothing`,
    )
  }
  return path
}

/** Writes a small file beside and renames it. */
export async function writeText(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.part`
  try {
    await writeFile(beside, text)
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

/** A value as the text of a JSON file. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** SHA-256 in hexadecimal digits. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** SHA-256 of the files one after another, of which a piece at a time is in memory. Throws UserError where one is missing. */
export async function hashOfFiles(paths: readonly string[], signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) {
    try {
      for await (const piece of createReadStream(path, { highWaterMark: 2 ** 20, signal })) {
        if (piece instanceof Uint8Array) hash.update(piece)
      }
    } catch (error) {
      if (isAbort(error)) throw error
      throw unreadable(path, error)
    }
  }
  return hash.digest('hex')
}

function unreadable(path: string, cause: unknown): UserError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : ''
  const fault =
    code === 'EACCES' || code === 'EPERM'
      ? 'may not be read; change its permissions'
      : `is missing; a model folder has ${modelFiles.index}, ${modelFiles.config}, ` +
        `${modelFiles.weights} and ${modelFiles.scheduler}`
  return new UserError(`${path} ${fault}`, { cause })
}
