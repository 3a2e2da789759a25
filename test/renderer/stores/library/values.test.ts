import { describe, expect, test } from 'vitest'
import { cardBlocks } from '../../../../src-renderer/stores/library/card-text.ts'
import { isModelFile, sendModel } from '../../../../src-renderer/stores/library/send-model.ts'

describe('a model card', () => {
  test('is read as headings, points, text and code, without what is for machines', () => {
    const markdown =
      '---\nlicense: mit\n---\n# Sea\n\nMade of **waves**\nand `foam`.\n\n- one\n- two [here](https://a.b)\n\n```sh\nselfsame train\n```\n'
    expect(cardBlocks(markdown)).toEqual([
      { kind: 'heading', text: 'Sea' },
      { kind: 'text', text: 'Made of waves and foam.' },
      { kind: 'item', text: 'one' },
      { kind: 'item', text: 'two here (https://a.b)' },
      { kind: 'code', text: 'selfsame train' },
    ])
  })

  test('keeps markup as the text that it is', () => {
    const hostile = '<img src=x onerror=alert(1)> and <script>alert(2)</script>'
    expect(cardBlocks(hostile)).toEqual([{ kind: 'text', text: hostile }])
  })

  test('keeps a table in one piece, and links whose addresses have parentheses', () => {
    const table = 'Figures\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[there](https://a.b/c_(d) "now")'
    expect(cardBlocks(table)).toEqual([
      { kind: 'text', text: 'Figures' },
      { kind: 'code', text: '| a | b |\n| 1 | 2 |' },
      { kind: 'text', text: 'there (https://a.b/c_(d))' },
    ])
  })

  test.each([
    '[',
    '[a](',
    '[a](b',
    '![',
    '(',
    '`',
    '**',
    '__a',
    '\n',
    '\n ',
    '\n|',
    '- a\n',
    '---\n',
  ])('of a megabyte of %j is read at once', (sign) => {
    const began = process.cpuUsage()
    const blocks = cardBlocks(`x ${sign.repeat(1e6 / sign.length)}`)
    expect(process.cpuUsage(began).user / 1e6).toBeLessThan(1)
    expect(blocks.length).toBeLessThanOrEqual(2000)
  })

  test('has nothing to say where there is none', () => {
    expect(cardBlocks('')).toEqual([])
  })
})

describe('sending a model', () => {
  const pieceSize = 2 ** 23
  const fileOf = (path: string, size: number) => ({
    path,
    size,
    read: (from: number, to: number) => Promise.resolve(new Uint8Array(to - from)),
  })

  function receiver() {
    const pieces: { path: string; at: number; length: number }[] = []
    const discarded: string[] = []
    return {
      pieces,
      discarded,
      upload: ({ path, at, bytes }: { path: string; at: number; bytes: Uint8Array }) => {
        pieces.push({ path, at, length: bytes.length })
        return Promise.resolve()
      },
      discardUpload: (name: string) => Promise.resolve(void discarded.push(name)),
    }
  }

  test('cuts large files into pieces in their order, and sends empty ones too', async () => {
    const models = receiver()
    const told: number[] = []
    const files = [fileOf('config.json', 0), fileOf('unet/w.bin', pieceSize + 5)]
    await sendModel(models, files, {
      signal: new AbortController().signal,
      told: (share) => told.push(share),
    })
    expect(models.pieces).toEqual([
      { path: 'config.json', at: 0, length: 0 },
      { path: 'unet/w.bin', at: 0, length: pieceSize },
      { path: 'unet/w.bin', at: pieceSize, length: 5 },
    ])
    expect(told.at(-1)).toBe(1)
  })

  test('leaves nothing behind when it is cancelled', async () => {
    const models = receiver()
    const stop = new AbortController()
    const told = () => stop.abort()
    const sent = sendModel(models, [fileOf('w.bin', 3 * pieceSize)], { signal: stop.signal, told })
    await expect(sent).rejects.toThrow()
    expect(models.pieces).toHaveLength(1)
    expect(models.discarded).toHaveLength(1)
  })

  test.each([
    ['sea.safetensors', true],
    ['UNET.ONNX', true],
    ['cat.png', false],
    ['notes.selfsame', false],
  ])('%s is taken for a model: %s', (name, expected) => {
    expect(isModelFile(name)).toBe(expected)
  })
})
