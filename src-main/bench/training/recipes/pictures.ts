/**
 * The pictures of the comparison: Fashion-MNIST (Xiao, Rasul and Vollgraf 2017), 28 x 28 grey, halved to 14 x 14.
 * Reads the files that scripts/fetch-fashion-mnist.mjs fetches; trains nothing.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { UserError } from '../../../../src-shared/contract/user-error.ts'
import { uniforms } from '../../../../src-shared/tensor/random.ts'
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'
import type { PatchSource } from '../../../training/patch-source.ts'

/** Side of the pictures after halving. */
export const SIDE = 14

export interface Pictures {
  /** [60000, 1, 14, 14] in [-1, 1]. */
  readonly training: Tensor
  /** [10000, 1, 14, 14], never trained on. */
  readonly test: Tensor
}

/** UserError where the files are not there. */
export async function readPictures(folder: string): Promise<Pictures> {
  return {
    training: await readIdx(join(folder, 'train-images-idx3-ubyte.gz')),
    test: await readIdx(join(folder, 't10k-images-idx3-ubyte.gz')),
  }
}

async function readIdx(path: string): Promise<Tensor> {
  const packed = await readFile(path).catch((cause: unknown) => {
    throw new UserError(
      `${path} is not there; fetch it with: node scripts/fetch-fashion-mnist.mjs`,
      { cause },
    )
  })
  return halvedPictures(gunzipSync(packed), path)
}

/** Magic number of an IDX file of bytes in three dimensions. */
const BYTES_3D = 0x803

/** An IDX file of square pictures with 2 x 2 pixels averaged, [N, 1, S / 2, S / 2] in [-1, 1]. */
export function halvedPictures(bytes: Uint8Array, path: string): Tensor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const header = bytes.length >= 16 ? [0, 4, 8, 12].map((at) => view.getUint32(at)) : []
  const [magic, count = 0, height = 0, width = 0] = header
  if (magic !== BYTES_3D || bytes.length !== 16 + count * height * width) {
    throw new UserError(`${path} is no whole IDX file of pictures; fetch it again.`)
  }
  const [h, w] = [height >> 1, width >> 1]
  const data = new Float32Array(count * h * w)
  for (let i = 0; i < data.length; i++) {
    const [picture, y, x] = [Math.floor(i / (h * w)), Math.floor(i / w) % h, i % w]
    const at = 16 + (picture * height + 2 * y) * width + 2 * x
    const sum = [at, at + 1, at + width, at + width + 1].reduce((s, j) => s + (bytes[j] ?? 0), 0)
    data[i] = sum / 510 - 1
  }
  return { shape: [count, 1, h, w], data }
}

/** Batches drawn with replacement. */
export function pictureSource(
  pictures: Tensor,
  { seed, batch }: { readonly seed: number; readonly batch: number },
): PatchSource {
  const [count = 1, channels = 1, height = 1, width = 1] = pictures.shape
  const size = channels * height * width
  return {
    batch: (step) => {
      const draws = uniforms(seed, step, batch)
      const data = new Float32Array(batch * size)
      for (let slot = 0; slot < batch; slot++) {
        const index = Math.floor((draws[slot] ?? 0) * count)
        data.set(pictures.data.subarray(index * size, (index + 1) * size), slot * size)
      }
      return Promise.resolve({ shape: [batch, channels, height, width], data })
    },
    prepare: () => undefined,
    photographsInMemory: 0,
  }
}

/** Every value of [N, 1, H, W] replaced by the mean of the 3 x 3 around it, fewer at the edges. */
export function blurred({ shape, data }: Tensor): Tensor {
  const [, , height = 1, width = 1] = shape
  const around = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => [dy, dx] as const))
  const blur = (_: number, i: number) => {
    const [y, x] = [Math.floor(i / width) % height, i % width]
    const near = around.filter(
      ([dy, dx]) => y + dy >= 0 && y + dy < height && x + dx >= 0 && x + dx < width,
    )
    return near.reduce((sum, [dy, dx]) => sum + (data[i + dy * width + dx] ?? 0), 0) / near.length
  }
  return { shape, data: data.map(blur) }
}
