/** Copies of a model folder with one thing wrong in each; the files are changed byte by byte, not by our writer. */
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TINY_MODEL } from './command-line.ts'

const WEIGHTS = join('unet', 'diffusion_pytorch_model.safetensors')
const CONFIG = join('unet', 'config.json')

/** A tensor's entry in the header of a safetensors file. */
export interface Entry {
  dtype: string
  shape: number[]
  data_offsets: number[]
}
type Header = Record<string, Entry> // but for __metadata__, which has none of the fields

/** Copies the tiny model to `folder` and edits the header of its weights, whose data stay as they are. */
export async function withHeader(folder: string, edit: (header: Header) => void): Promise<void> {
  await changeWeights(folder, (bytes) => {
    const length = Number(bytes.readBigUInt64LE(0))
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Header
    edit(header)
    const text = Buffer.from(JSON.stringify(header))
    const size = Buffer.alloc(8)
    size.writeBigUInt64LE(BigInt(text.length))
    return Buffer.concat([size, text, bytes.subarray(8 + length)])
  })
}

/** Copies the tiny model to `folder` with other weights bytes. */
export async function changeWeights(
  folder: string,
  change: (bytes: Buffer) => Buffer,
): Promise<void> {
  await cp(TINY_MODEL, folder, { recursive: true, filter: (path) => !path.includes('golden_') })
  const path = join(folder, WEIGHTS)
  await writeFile(path, change(await readFile(path)))
}

/** Copies the tiny model to `folder` with some fields of its network's config replaced. */
export async function withConfig(
  folder: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> {
  await cp(TINY_MODEL, folder, { recursive: true, filter: (path) => !path.includes('golden_') })
  const path = join(folder, CONFIG)
  const config = JSON.parse(await readFile(path, 'utf8')) as object
  await writeFile(path, JSON.stringify({ ...config, ...fields }))
}

/** One of the tensors of the tiny model. */
export const A_TENSOR = 'conv_in.weight'
