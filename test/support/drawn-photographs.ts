/**
 * Photographs that tests draw themselves: smooth colours with a texture, in memory or as PNG files.
 * The PNG writer follows the format's specification and knows nothing of the project's codec.
 */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import type { PixelImage } from '../../src-shared/tensor/pixels.ts'
import type { PhotographFile } from '../../src-main/training/folder-dataset.ts'

/** An RGB image whose samples depend on `index`. */
export function drawPhotograph(index: number, width = 160, height = 128): PixelImage {
  const data = new Uint8Array(3 * width * height)
  for (let i = 0; i < data.length; i++) {
    const x = Math.floor(i / 3) % width
    const y = Math.floor(i / 3 / width)
    data[i] = 128 + 60 * Math.sin(0.2 * x + index) + 50 * Math.cos(0.13 * y * ((i % 3) + 1))
  }
  return { width, height, channels: 3, depth: 8, data }
}

/** Descriptions of `count` photographs that exist nowhere; their `file` is their index. */
export function imaginary(count: number): PhotographFile[] {
  return Array.from({ length: count }, (_, index) => ({
    path: `photograph-${index}.png`,
    file: String(index),
    width: 160,
    height: 128,
  }))
}

/** Stands in for the decoder with imaginary photographs. */
export function decodeImaginary(photograph: PhotographFile): Promise<PixelImage> {
  return Promise.resolve(drawPhotograph(Number(photograph.file)))
}

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'selfsame-training-'))
}

/** Writes an 8-bit RGB image as PNG, with its folders. */
export async function writePng(path: string, image: PixelImage): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, encodePng(image))
}

export function encodePng({ width, height, data }: PixelImage): Uint8Array {
  const rows = Buffer.alloc(height * (1 + 3 * width))
  for (let y = 0; y < height; y++) {
    rows.set(data.subarray(3 * width * y, 3 * width * (y + 1)), y * (1 + 3 * width) + 1)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND')]
  return Buffer.concat([signature, ...parts])
}

function chunk(type: string, content: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(content.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
