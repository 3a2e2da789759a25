/** Whatever is wrong with what it is given: one sentence with the name and the remedy, and nothing written. */
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { A_TENSOR, changeWeights, withConfig, withHeader } from '../../support/broken-models.ts'
import type { Entry } from '../../support/broken-models.ts'
import {
  TINY_MODEL,
  call,
  openDesk,
  paintMask,
  paintPhotograph,
} from '../../support/command-line.ts'
import type { Desk, Ended } from '../../support/command-line.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
  await paintPhotograph(desk.path('photo.png'))
  await paintMask(desk.path('mask.png'))
})
afterEach(() => desk.remove())

interface Refusal {
  readonly args: readonly string[]
  /** What the sentence must name. */
  readonly names: string
  /** What it must say besides. */
  readonly says: RegExp
  readonly exitCode?: 1 | 2
  /** How the program is run: within this process unless told otherwise. */
  readonly run?: (args: readonly string[]) => Promise<Ended>
}

/** Runs the program and holds it to its word: exit code, one sentence, no file that was not there. */
async function expectRefusal({ args, names, says, exitCode = 1, run = call }: Refusal) {
  const before = await desk.files()
  const ended = await run(args)
  expect(ended.stderr).toContain(names)
  expect(ended.stderr).toMatch(says)
  const [sentence = '', ...rest] = ended.stderr.trimEnd().split('\n')
  expect(sentence).toMatch(/^[^\n]*[^.]\.$/)
  expect(rest).toHaveLength(exitCode === 2 ? 1 : 0)
  expect(ended.stderr).not.toMatch(/\bat .*:\d+:\d+/)
  expect(ended.exitCode).toBe(exitCode)
  expect(ended.stdout).toBe('')
  expect(await desk.files()).toEqual(before)
}

const at = (name: string) => desk.path(name)
const model = ['--model', TINY_MODEL, '--steps', '1']
const inpaint = (photo: string, mask: string, out = 'out.png') => [
  ...['edit', 'inpaint', at(photo), '--mask', at(mask), '--out', at(out)],
  ...model,
]
const colorize = (photo: string, out = 'out.png') => [
  ...['edit', 'colorize', at(photo), '--out', at(out)],
  ...model,
]

/** The program on a disk that is nearly full. */
const runWithoutSpace = (args: readonly string[]) =>
  desk.run(args, {
    env: {
      FULL_DISK: desk.folder,
      NODE_OPTIONS: `--import=${pathToFileURL(resolve('test/support/full-disk.mjs')).href}`,
    },
  })

/** Keeps the first half of a file. */
async function truncate(name: string) {
  const bytes = await readFile(desk.path(name))
  await writeFile(desk.path(name), bytes.subarray(0, bytes.length / 2))
}

describe('a photograph', () => {
  test('that does not exist', () =>
    expectRefusal({ args: colorize('none.png'), names: 'none.png', says: /does not exist/ }))

  test.each(['png', 'jpg', 'webp', 'tiff', 'avif'])('that is cut off (%s)', async (ending) => {
    const name = `cut.${ending}`
    await paintPhotograph(desk.path(name), 200, 160)
    await truncate(name)
    await expectRefusal({ args: colorize(name), names: name, says: /damaged|not an image/ })
  })

  test('of zero bytes', async () => {
    await writeFile(desk.path('empty.png'), '')
    await expectRefusal({ args: colorize('empty.png'), names: 'empty.png', says: /is empty/ })
  })

  test('of zero pixels', async () => {
    const bytes = await readFile(desk.path('photo.png'))
    bytes.writeUInt32BE(0, 16)
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29)
    await writeFile(desk.path('flat.png'), bytes)
    await expectRefusal({ args: colorize('flat.png'), names: 'flat.png', says: /damaged/ })
  })

  test('in a format that is not read', async () => {
    await paintPhotograph(desk.path('old.gif'))
    await expectRefusal({ args: colorize('old.gif'), names: 'old.gif', says: /convert it to PNG/ })
  })

  test('that is text', async () => {
    await writeFile(desk.path('notes.png'), 'These are notes, not a picture.')
    await expectRefusal({ args: colorize('notes.png'), names: 'notes.png', says: /not an image/ })
  })

  test('that is a folder', async () => {
    await mkdir(desk.path('pictures'))
    await expectRefusal({ args: colorize('pictures'), names: 'pictures', says: /is a folder/ })
  })
})

describe('a mask', () => {
  test('that does not exist', () =>
    expectRefusal({ args: inpaint('photo.png', 'none.png'), names: 'none.png', says: /exist/ }))

  test('of another size', async () => {
    await paintMask(desk.path('small.png'), { width: 24, height: 20 })
    const says = /24 x 20 pixels, the photograph has 48 x 40/
    await expectRefusal({ args: inpaint('photo.png', 'small.png'), names: 'small.png', says })
  })

  test('without a white pixel', async () => {
    await paintMask(desk.path('black.png'), { white: () => false })
    const says = /no pixel.*paint white/
    await expectRefusal({ args: inpaint('photo.png', 'black.png'), names: 'black.png', says })
  })

  test('that is all white', async () => {
    await paintMask(desk.path('white.png'), { white: () => true })
    const says = /every pixel.*leave some/
    await expectRefusal({ args: inpaint('photo.png', 'white.png'), names: 'white.png', says })
  })

  test('from a transparency that is not there', () =>
    expectRefusal({
      args: [
        ...['edit', 'inpaint', at('photo.png'), '--mask-from-alpha', '--out', at('out.png')],
        ...model,
      ],
      names: 'photo.png',
      says: /has no transparency/,
    }))
})

describe('hints of colour', () => {
  const hinted = (hints: string) => [...colorize('photo.png'), '--hints', at(hints)]
  const paint = (name: string, alpha: number | null, width = 48) => {
    const background = { r: 200, g: 60, b: 40 }
    const create = { width, height: 40, channels: 3 as const, background }
    const image = sharp({ create })
    return (alpha === null ? image : image.ensureAlpha(alpha)).png().toFile(desk.path(name))
  }

  test('of another size', async () => {
    await paint('small.png', 1, 24)
    const says = /24 x 40 pixels, the photograph has 48 x 40/
    await expectRefusal({ args: hinted('small.png'), names: 'small.png', says })
  })

  test('without transparency', async () => {
    await paint('opaque.png', null)
    await expectRefusal({
      args: hinted('opaque.png'),
      names: 'opaque.png',
      says: /no transparency/,
    })
  })

  test('that are transparent everywhere', async () => {
    await paint('clear.png', 0)
    await expectRefusal({
      args: hinted('clear.png'),
      names: 'clear.png',
      says: /everywhere; paint/,
    })
  })
})

describe('an output', () => {
  test('in a folder that does not exist', () =>
    expectRefusal({ args: colorize('photo.png', 'no/o.png'), names: 'no', says: /does not exist/ }))

  test('in a format that is not written', () =>
    expectRefusal({
      args: colorize('photo.png', 'o.gif'),
      names: 'o.gif',
      says: /end it in \.png/,
    }))

  test('that is a folder', async () => {
    await mkdir(desk.path('place.png'))
    const args = [...colorize('photo.png', 'place.png'), '--force']
    await expectRefusal({ args, names: 'place.png', says: /is a folder/ })
  })

  test('on a disk without space', () =>
    expectRefusal({
      args: colorize('photo.png'),
      names: 'out.png',
      says: /no space is left/,
      run: runWithoutSpace,
    }))

  test('of a training, on a disk without space', async () => {
    // The first class of the model.
    await mkdir(desk.path('photographs/0'), { recursive: true })
    for (const name of ['1.png', '2.png']) await paintPhotograph(desk.path(`photographs/0/${name}`))
    await expectRefusal({
      args: [
        ...['train', at('photographs'), '--from', TINY_MODEL, '--recipe', 'cd', '--steps', '1'],
        ...['--out', at('new-model')],
      ],
      names: 'new-model.run',
      says: /no space is left/,
      run: runWithoutSpace,
    })
  })
})

describe('a folder of photographs', () => {
  const train = (folder: string) => [
    ...['train', at(folder), '--steps', '1', '--out', at('new-model')],
  ]
  const bench = (folder: string) => [
    ...['bench', 'quality', '--photos', at(folder), ...model.slice(0, 2)],
  ]

  test.each([
    ['train', train],
    ['bench quality', bench],
  ])('that does not exist, or cannot be read, stops %s', async (_, command) => {
    await expectRefusal({ args: command('none'), names: 'none', says: /cannot be read/ })
    await expectRefusal({ args: command('photo.png'), names: 'photo.png', says: /cannot be read/ })
    await symlink('loop', desk.path('loop'))
    await expectRefusal({ args: command('loop'), names: 'loop', says: /cannot be read/ })
  })

  test.each([
    ['train', train],
    ['bench quality', bench],
  ])('without photographs stops %s', async (_, command) => {
    await mkdir(desk.path('bare'))
    await writeFile(desk.path('bare/notes.txt'), 'nothing to see')
    await expectRefusal({ args: command('bare'), names: 'bare', says: /no photograph/ })
  })
})

describe('a model folder', () => {
  const use = () => [
    ...['edit', 'colorize', at('photo.png'), '--out', at('out.png')],
    ...['--model', at('model'), '--steps', '1'],
  ]
  const weights = 'diffusion_pytorch_model.safetensors'

  test('that is none', async () => {
    await mkdir(desk.path('model'))
    await expectRefusal({ args: use(), names: 'model', says: /neither a model folder nor/ })
  })

  test.each([
    ['model/unet/config.json', /is missing/],
    ['model/unet/diffusion_pytorch_model.safetensors', /is missing/],
    ['model/scheduler/scheduler_config.json', /is missing/],
  ])('without %s', async (file, says) => {
    await withConfig(desk.path('model'), {})
    await rm(desk.path(file))
    await expectRefusal({ args: use(), names: file, says })
  })

  test('with a tensor missing', async () => {
    await withHeader(desk.path('model'), (header) => {
      header['renamed'] = header[A_TENSOR] ?? { dtype: 'F32', shape: [], data_offsets: [0, 0] }
      Reflect.deleteProperty(header, A_TENSOR)
    })
    await expectRefusal({ args: use(), names: weights, says: /conv_in\.weight is missing/ })
  })

  test('with a tensor too many', async () => {
    await changeWeights(desk.path('model'), (bytes) => {
      const length = Number(bytes.readBigUInt64LE(0))
      const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as object
      const end = bytes.length - 8 - length
      const surplus = { dtype: 'F32', shape: [1], data_offsets: [end, end + 4] }
      const text = Buffer.from(JSON.stringify({ ...header, surplus }))
      const size = Buffer.alloc(8)
      size.writeBigUInt64LE(BigInt(text.length))
      return Buffer.concat([size, text, bytes.subarray(8 + length), Buffer.alloc(4)])
    })
    await expectRefusal({ args: use(), names: weights, says: /surplus has no place/ })
  })

  test.each([
    ['another shape', (entry: Entry) => entry.shape.reverse(), /conv_in\.weight has the shape/],
    ['another type', (entry: Entry) => (entry.dtype = 'I32'), /conv_in\.weight holds I32/],
    ['a length that does not fit', (entry: Entry) => (entry.shape[0] = 17), /conv_in\.weight/],
    [
      'offsets far away',
      (entry: Entry) => (entry.data_offsets = entry.data_offsets.map((x) => x + 2 ** 40)),
      /gap|past the end/,
    ],
    [
      'offsets over those of another',
      (entry: Entry) => (entry.data_offsets = entry.data_offsets.map((x) => x + 4)),
      /overlap|gap|conv_in/,
    ],
    ['a type that is unknown', (entry: Entry) => (entry.dtype = 'F7'), /F7/],
  ])('with a tensor of %s', async (_, change, says) => {
    await withHeader(desk.path('model'), (header) => {
      const entry = header[A_TENSOR]
      if (entry) change(entry)
    })
    await expectRefusal({ args: use(), names: weights, says })
  })

  test('with offsets past the end', async () => {
    await withHeader(desk.path('model'), (header) => {
      const ends = Object.values(header).map((entry) => entry.data_offsets?.[1] ?? 0)
      const last = Object.values(header).find(
        (entry) => entry.data_offsets?.[1] === Math.max(...ends),
      )
      last?.data_offsets.splice(1, 1, Math.max(...ends) + 4)
      last?.shape.splice(0, 1, (last.shape[0] ?? 0) + 1)
    })
    await expectRefusal({ args: use(), names: weights, says: /end|bytes/ })
  })

  test.each([
    ['longer than the file', (bytes: Buffer) => (bytes.writeBigUInt64LE(2n ** 60n), bytes)],
    ['no JSON', (bytes: Buffer) => (bytes.fill(0x20, 8, 20), bytes)],
    ['cut off', (bytes: Buffer) => bytes.subarray(0, 100)],
    ['shorter than eight bytes', (bytes: Buffer) => bytes.subarray(0, 5)],
    ['true of more bytes than there are', (bytes: Buffer) => bytes.subarray(0, -1000)],
  ])('whose header is %s', async (_, change) => {
    await changeWeights(desk.path('model'), change)
    await expectRefusal({ args: use(), names: weights, says: /./ })
  })

  test.each([
    [{ down_block_types: ['ResnetDownsampleBlock2D', 'MagicBlock2D', 'AttnDownBlock2D'] }, /Magic/],
    [{ act_fn: 'selu' }, /act_fn/],
    [{ block_out_channels: 'many' }, /block_out_channels/],
    [{ a_new_feature: true }, /a_new_feature/],
    [{ _class_name: 'UNet3DModel' }, /_class_name/],
  ])('whose config.json says %j', async (fields, says) => {
    await withConfig(desk.path('model'), fields)
    await expectRefusal({ args: use(), names: 'config.json', says })
  })

  test('whose config.json is no JSON', async () => {
    await withConfig(desk.path('model'), {})
    await writeFile(desk.path('model/unet/config.json'), '{ "sample_size": ')
    await expectRefusal({ args: use(), names: 'config.json', says: /is not JSON/ })
  })

  test('is refused by every command that takes one', async () => {
    await withHeader(desk.path('model'), (header) => {
      Reflect.deleteProperty(header, A_TENSOR)
    })
    const speed = ['bench', 'speed', '--model', at('model')]
    await expectRefusal({ args: ['models', 'show', at('model')], names: weights, says: /./ })
    await expectRefusal({ args: speed, names: weights, says: /./ })
  })
})
