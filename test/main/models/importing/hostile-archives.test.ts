/** Files whose frame lies about what is in it: zip directories, headers, settings, fields of graphs. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { openFileSource } from '../../../../src-main/models/file-source.ts'
import { readRecord } from '../../../../src-main/models/model-record.ts'
import { openTorchArchive } from '../../../../src-shared/importers/torch-archive.ts'
import { scalingGraph } from '../../../support/tiny-graph.ts'
import {
  stateDict,
  writeTorchFile,
  writeZip,
  type TorchTensor,
} from '../../../support/torch-file.ts'
import { bedroom, copyOf, temporaryFolder, weightsOf } from '../model-folders.ts'
import { bringIn, legacy, legacyFolder, training } from './libraries.ts'
import { outcomeOf } from './outcomes.ts'

const MEGA = 2 ** 20

/** What is said of a file of these bytes. */
async function refusalOf(bytes: Uint8Array, name: string): Promise<string> {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, bytes)
  const { kind, sentence } = await outcomeOf(path)
  expect(kind).toBe('refused')
  return sentence
}

/** A small PyTorch file with its central directory changed. */
function archive(change: (bytes: Buffer, directory: number) => void): Buffer {
  const path = join(temporaryFolder(), 'model.bin')
  writeTorchFile(path, new Map([['conv_in.weight', { shape: [4] }]]))
  const bytes = readFileSync(path)
  change(bytes, bytes.readUInt32LE(bytes.length - 6))
  return bytes
}

describe('a zip', () => {
  test.each<[string, Parameters<typeof archive>[0], RegExp]>([
    ['that is compressed', (zip, at) => zip.writeUInt16LE(8, at + 10), /is compressed or locked/],
    ['that is locked', (zip, at) => zip.writeUInt16LE(1, at + 8), /is compressed or locked/],
    ['that grows', (zip, at) => zip.writeUInt32LE(2 ** 31, at + 24), /its directory is missing/],
    [
      'with an entry longer than the file',
      (zip, at) => [20, 24].forEach((field) => zip.writeUInt32LE(2 ** 31, at + field)),
      /lies outside of it/,
    ],
    ['with an entry elsewhere', (zip, at) => zip.writeUInt32LE(2 ** 31, at + 42), /lies outside/],
    ['with an entry of 64 bits', (zip, at) => zip.writeUInt32LE(2 ** 32 - 1, at + 42), /lies out/],
    ['with a directory elsewhere', (zip) => zip.writeUInt32LE(7, zip.length - 6), /directory/],
    [
      'with a directory of 4 GB',
      (zip) => zip.writeUInt32LE(2 ** 32 - 2, zip.length - 10),
      /directory/,
    ],
    ['of 64 bits that is none', (zip) => zip.writeUInt16LE(0xffff, zip.length - 12), /directory/],
  ])('%s is refused', async (_, change, sentence) => {
    expect(await refusalOf(archive(change), 'model.bin')).toMatch(sentence)
  })

  test('whose names lead out of it writes nothing anywhere', async () => {
    const folder = temporaryFolder()
    const pickle = stateDict(new Map([['conv_in.weight', { shape: [1] }]]))
    writeZip(join(folder, 'model.bin'), [
      { name: '../../../harm/data.pkl', length: pickle.length, bytes: pickle },
      { name: '../../../harm/data/0', length: 4 },
      { name: '/etc/harm', length: 4 },
    ])
    const { sentence } = await outcomeOf(join(folder, 'model.bin'))
    expect(sentence).toMatch(/^model\.bin: this file does not say|model\.bin /)
  })

  test('of tens of thousands of entries ends early', async () => {
    const path = join(temporaryFolder(), 'model.bin')
    const names = Array.from({ length: 60_000 }, (_, i) => ({ name: `a/data/${i}`, length: 0 }))
    writeZip(path, names)
    expect((await outcomeOf(path)).sentence).toMatch(/too many entries/)
  })

  test('of more than 4 GB, which says all in 64 bits, is read', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'm.bin')
    const tensors = weightsOf(bedroom)
    writeTorchFile(path, tensors, stateDict(tensors), { wide: true })
    writeFileSync(join(folder, 'config.json'), readFileSync(join(bedroom, 'unet', 'config.json')))
    const { hash } = await bringIn(folder)
    expect(hash).toBe((await readRecord(bedroom)).hash)
  })

  test('with a wide tensor behind 4 GB of others is read to its end', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'm.bin')
    const far = { shape: [2 ** 20, 1040] } // a hole in the file
    const tensors = new Map<string, TorchTensor>([
      ['far', far],
      ['near', { shape: [1], data: Float32Array.of(7) }],
    ])
    writeTorchFile(path, tensors, stateDict(tensors), { wide: true })
    const source = await openFileSource(path)
    const near = (await openTorchArchive(source)).tensors.get('near')
    expect(near?.begin).toBeGreaterThan(2 ** 32)
    expect(await source.read(near?.begin ?? 0, 4)).toEqual(
      new Uint8Array(Float32Array.of(7).buffer),
    )
    await source.close()
  })

  test('that packs a model as people pack folders is told from a damaged one', async () => {
    const zip = archive((bytes) => bytes.write('readme__', bytes.indexOf('data.pkl')))
    zip.write('readme__', zip.lastIndexOf('data.pkl'))
    expect(await refusalOf(zip, 'model.zip')).toBe('model.zip is packed with zip; unpack it first')
    expect(await refusalOf(deflateRawSync(zip), 'model.pt')).toMatch(/model\.pt /)
  })
})

/** A header of these bytes, and what it describes. */
function safetensors(header: string, data = new Uint8Array()): Buffer {
  const text = Buffer.from(header)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  return Buffer.concat([length, text, data])
}

describe('a safetensors header', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

  test.each([
    ['with a type nested deeply', `{"a":{"dtype":${nested(MEGA)}}}`],
    ['with a name of megabytes', `{"${'a'.repeat(3 * MEGA)}":1}`],
    ['with a name of escapes', `{"${'\\n'.repeat(1.5 * MEGA)}":1}`],
    ['with a name of many signs', `{"${'é'.repeat(1.5 * MEGA)}":1}`],
    [
      'with a shape of a million extents',
      `{"a":{"dtype":"F32","shape":[${'1,'.repeat(MEGA)}1],"data_offsets":[0,8]}}`,
    ],
    ['of blanks', ' '.repeat(3 * MEGA)],
    ['of nine megabytes', ' '.repeat(9 * MEGA)],
  ])('%s is refused at once', async (_, header) => {
    expect(await refusalOf(safetensors(header), 'm-64.safetensors')).toMatch(/m-64\.safetensors/)
  })

  test.each([
    ['a zip', 0x4b50],
    ['a pickle', 0x1_0280],
    ['a graph', 0x1_0108],
  ])('whose length looks like the beginning of %s is read', async (_, length) => {
    const folder = temporaryFolder()
    const whole = readFileSync(join(training, 'diffusion_pytorch_model.safetensors'))
    const end = 8 + Number(whole.readBigUInt64LE())
    const header = whole.toString('utf8', 8, end).padEnd(length)
    writeFileSync(join(folder, 'm.safetensors'), safetensors(header, whole.subarray(end)))
    writeFileSync(join(folder, 'config.json'), readFileSync(join(training, 'config.json')))
    expect(header.length).toBe(length)
    expect((await bringIn(folder)).kind).toBe('network')
  })
})

describe('settings', () => {
  test.each([
    ['nested deeply', `{"sample_size":${'['.repeat(400_000)}${']'.repeat(400_000)}}`],
    ['of a class without end', `{"_class_name":"${'Transformer'.repeat(90_000)}"}`],
    ['of endless lists', `{"sample_size":32,"block_out_channels":[${'8,'.repeat(400_000)}8]}`],
    ['that are a list', '[]'],
  ])('%s are refused at once', async (_, json) => {
    const folder = legacyFolder('openai_names.pt')
    writeFileSync(join(folder, 'config.json'), json)
    expect(await outcomeOf(folder)).toMatchObject({ kind: 'refused' })
  })

  test.each(['model_index.json', 'unet/config.json', 'scheduler/scheduler_config.json'])(
    'that are no JSON are called by their name, not by where they lie: %s',
    async (file) => {
      const folder = copyOf(bedroom, temporaryFolder())
      writeFileSync(join(folder, file), '{')
      const { sentence } = await outcomeOf(folder)
      expect(sentence).toBe(`${basename(file)} is not JSON; download or export the model again`)
    },
  )

  test.each([
    ['of blanks', `---\nlicense:${' '.repeat(9900)}!\n---\n`, 'unknown'],
    ['that is quoted', '---\r\nlicense: "mit"\r\ntags: x\r\n---\r\n# Card', 'MIT'],
    ['that stands in the text', '# Card\nlicense: mit\n', 'unknown'],
  ])('a licence %s costs no time', async (_, card, licence) => {
    const folder = copyOf(bedroom, temporaryFolder())
    writeFileSync(join(folder, 'README.md'), card)
    expect((await bringIn(folder)).licence).toBe(licence)
  })
})

describe('a graph', () => {
  /** A varint of ten bytes. */
  const minus = Buffer.from([0xec, 255, 255, 255, 255, 255, 255, 255, 255, 1])

  test.each([
    ['with a field of negative length', Buffer.from([0x08, 9, 0x3a]), minus],
    [
      'of nothing but fields',
      Buffer.from([0x08, 9]),
      Buffer.alloc(8 * MEGA, Buffer.from([0x10, 1])),
    ],
    ['with a number that does not end', Buffer.from([0x08, 9, 0x10]), Buffer.alloc(99, 255)],
    ['with graphs in graphs', Buffer.from([0x08, 9]), nestedGraphs(500)],
  ])('%s is refused at once', async (_, start, rest) => {
    expect(await refusalOf(Buffer.concat([start, rest]), 'm.onnx')).toMatch(/an ONNX file/)
  })

  test('cut short anywhere is refused', async () => {
    const whole = scalingGraph()
    for (let length = 1; length < whole.length - 1; length += 7) {
      await refusalOf(whole.subarray(0, length), 'm-16.onnx')
    }
  })
})

/** Field 7 of a model is its graph; 1 a node, 5 an attribute of that, 6 a graph again. */
function nestedGraphs(depth: number): Buffer {
  let inner: Buffer = Buffer.alloc(0)
  for (let i = 0; i < depth; i++) {
    for (const field of [6, 5, 1]) inner = message(field, inner)
  }
  return message(7, inner)
}

function message(field: number, content: Buffer): Buffer {
  const length: number[] = []
  let left = content.length
  for (; left > 127; left >>>= 7) length.push((left & 127) | 128)
  return Buffer.concat([Buffer.from([(field << 3) | 2, ...length, left]), content])
}

describe('a download that was cut short', () => {
  test.each([
    ['safetensors', join(training, 'diffusion_pytorch_model.safetensors'), 'm.safetensors'],
    ['PyTorch', join(legacy, 'diffusion_pytorch_model.bin'), 'm.bin'],
    ["PyTorch with OpenAI's names", join(legacy, 'openai_names.pt'), 'm.pt'],
  ])('is refused wherever it was cut: %s', async (_, path, name) => {
    const whole = readFileSync(path)
    const folder = join(temporaryFolder(), 'cut')
    mkdirSync(folder)
    writeFileSync(join(folder, 'config.json'), readFileSync(join(training, 'config.json')))
    const step = Math.floor(whole.length / 40)
    const lengths = [0, 1, 7, 8, 9, 100, whole.length - 1, whole.length - 22, whole.length - 23]
    for (let at = step; at < whole.length; at += step) lengths.push(at)
    for (const length of lengths) {
      writeFileSync(join(folder, name), whole.subarray(0, length))
      expect(await outcomeOf(folder), `${length} bytes`).toMatchObject({ kind: 'refused' })
    }
    writeFileSync(join(folder, name), whole)
    expect(await outcomeOf(folder)).toMatchObject({ kind: 'in' })
  })
})
