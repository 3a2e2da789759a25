/** The edit commands as one types them: what they print, write and refuse to overwrite. */
import { copyFile, readFile, symlink, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  TINY_MODEL,
  call,
  openDesk,
  paintDab,
  paintMask,
  paintPhotograph,
  samplesOf,
} from '../../support/command-line.ts'
import type { Desk } from '../../support/command-line.ts'
import { writeTinyModel } from '../../support/tiny-model.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
  await paintPhotograph(desk.path('photo.png'))
  await paintMask(desk.path('mask.png'))
})
afterEach(() => desk.remove())

const model = ['--model', TINY_MODEL, '--steps', '1']
const at = (name: string) => desk.path(name)
const inpaint = (out: string, ...more: string[]) => [
  ...['edit', 'inpaint', at('photo.png'), '--mask', at('mask.png'), '--out', at(out)],
  ...[...model, ...more],
]

/** The object on standard output, which must be all that is there. */
async function json(args: readonly string[]): Promise<Record<string, unknown>> {
  const { exitCode, stdout, stderr } = await call([...args, '--json'])
  expect(stderr).toBe('')
  expect(exitCode).toBe(0)
  const parsed: unknown = JSON.parse(stdout)
  return { ...(parsed as object) }
}

describe('an edit', () => {
  test('prints one JSON object with all that there is to know', async () => {
    const report = await json(inpaint('out.png', '--steps', '2', '--seed', '7'))
    expect(Object.keys(report)).toEqual([
      'output',
      'width',
      'height',
      'operator',
      'model',
      'device',
      'seed',
      'steps',
      'sigmas',
      'seconds',
      'residual',
      'changedOutsideMask',
    ])
    expect(report).toMatchObject({
      output: at('out.png'),
      width: 48,
      height: 40,
      operator: 'inpaint',
      model: 'tiny_imagenet64',
      device: 'cpu',
      seed: 7,
      steps: 2,
      residual: 0,
      changedOutsideMask: 0,
    })
    expect(report['sigmas']).toHaveLength(2)
    expect(report['seconds']).toBeGreaterThan(0)
  })

  test('changes pixels under the mask and none outside of it', async () => {
    await call(inpaint('out.png'))
    const [before, after] = [
      await samplesOf(desk.path('photo.png')),
      await samplesOf(desk.path('out.png')),
    ]
    let inside = 0
    for (let i = 0; i < before.length; i++) {
      const [x, y] = [Math.floor(i / 3) % 48, Math.floor(i / 3 / 48)]
      const masked = x >= 12 && x < 22 && y >= 9 && y < 15
      if (masked && before[i] !== after[i]) inside++
      if (!masked) expect(after[i]).toBe(before[i])
    }
    expect(inside).toBeGreaterThan(100)
  })

  test('gives the same bytes for the same seed and others for another', async () => {
    await call(inpaint('a.png'))
    await desk.run(inpaint('b.png', '--seed', '0', '--window-batch', '8'))
    await call(inpaint('c.png', '--seed', '1'))
    const [a, b, c] = await Promise.all(
      ['a.png', 'b.png', 'c.png'].map((name) => readFile(desk.path(name))),
    )
    expect(b).toEqual(a)
    expect(c).not.toEqual(a)
  })

  test('writes variations side by side, each as its own seed gives it', async () => {
    const report = await json(inpaint('out.png', '--variations', '2', '--seed', '4'))
    expect(report).toMatchObject({
      output: at('out-1.png'),
      seed: 4,
      variations: [
        { output: at('out-1.png'), seed: 4 },
        { output: at('out-2.png'), seed: 5 },
      ],
    })
    await call(inpaint('five.png', '--seed', '5'))
    expect(await desk.files()).toEqual([
      'five.png',
      'mask.png',
      'out-1.png',
      'out-2.png',
      'photo.png',
    ])
    expect(await readFile(desk.path('out-2.png'))).toEqual(await readFile(desk.path('five.png')))
  })

  test('without --json says in a line what it did', async () => {
    const { stdout, stderr } = await call(inpaint('out.png'))
    expect(stderr).toBe('')
    expect(stdout).toMatch(
      /^out\.png: 48 x 40 pixels, 1 step, seed 0, [\d.]+ s, 0 samples changed outside the mask\n$/,
    )
  })

  test('says that the format of the result has losses of its own', async () => {
    const { stdout } = await call(inpaint('out.jpg'))
    expect(stdout).toMatch(/, 0 samples changed outside the mask \(JPEG itself .* losses\)\n$/)
  })

  test('fills what is transparent and makes it opaque', async () => {
    const { data } = await sharp(desk.path('photo.png'))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    for (let x = 10; x < 20; x++) data[(20 * 48 + x) * 4 + 3] = 0
    await sharp(data, { raw: { width: 48, height: 40, channels: 4 } }).toFile(
      desk.path('erased.png'),
    )
    const report = await json([
      ...['edit', 'inpaint', at('erased.png'), '--mask-from-alpha', '--out', at('out.png')],
      ...model,
    ])
    expect(report['changedOutsideMask']).toBe(0)
    const filled = await samplesOf(desk.path('out.png'))
    expect(filled.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true)
  })

  test.each([
    ['colorize', [], 1],
    ['upscale', ['--scale', '2'], 2],
    ['denoise', ['--sigma', '8'], 1],
    ['stroke', ['--strength', '0.3'], 1],
    ['restore', ['--grey', '--scale', '2'], 2],
  ])('of kind %s runs and reports itself', async (operator, options, scale) => {
    const report = await json([
      ...['edit', operator, at('photo.png'), ...options, '--out', at('out.jpg')],
      ...model,
    ])
    expect(report).toMatchObject({ operator, width: 48 * scale, height: 40 * scale })
    expect(await sharp(desk.path('out.jpg')).metadata()).toMatchObject({
      format: 'jpeg',
      width: 48 * scale,
      height: 40 * scale,
    })
  })
})

describe('what exists', () => {
  test('is overwritten only by force', async () => {
    await writeFile(desk.path('out.png'), 'precious')
    const refused = await call(inpaint('out.png'))
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toMatch(/^\/.*out\.png exists; .*--force\.\n$/)
    expect(await readFile(desk.path('out.png'), 'utf8')).toBe('precious')
    expect((await call(inpaint('out.png', '--force'))).exitCode).toBe(0)
    expect(await sharp(desk.path('out.png')).metadata()).toMatchObject({ width: 48 })
  })

  test('is looked for before any variation is computed', async () => {
    await writeFile(desk.path('out-2.png'), 'precious')
    const { exitCode, stderr } = await call(inpaint('out.png', '--variations', '2'))
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/out-2\.png exists/)
    expect(await desk.files()).toEqual(['mask.png', 'out-2.png', 'photo.png'])
  })

  test('is never overwritten when it is the source or the mask, under any name', async () => {
    await copyFile(desk.path('photo.png'), desk.path('copy.png'))
    await symlink('photo.png', desk.path('link.png'))
    for (const out of ['photo.png', 'link.png', 'mask.png']) {
      const { exitCode, stderr } = await call(inpaint(out, '--force'))
      expect(exitCode).toBe(1)
      expect(stderr).toMatch(/is the source itself/)
    }
    expect(await readFile(desk.path('photo.png'))).toEqual(await readFile(desk.path('copy.png')))
  })
})

describe('wrong usage', () => {
  const colorize = ['edit', 'colorize', 'photo.png', '--out', 'o.png']
  test.each([
    [['edit', 'inpaint', 'photo.png', '--mask', 'mask.png'], /^--out is missing/],
    [['edit', 'inpaint', 'photo.png', '--out', 'o.png'], /--mask MASK.png and --mask-from-alpha/],
    [
      ['edit', 'inpaint', 'photo.png', '--mask', 'm', '--mask-from-alpha', '--out', 'o.png'],
      /Give one of --mask/,
    ],
    [['edit', 'upscale', 'photo.png', '--out', 'o.png'], /^--scale is missing/],
    [
      ['edit', 'upscale', 'photo.png', '--scale', '5', '--out', 'o.png'],
      /^--scale takes one of 2, 3, 4, 8/,
    ],
    [['edit', 'denoise', 'photo.png', '--sigma', '-1', '--out', 'o.png'], /--sigma/],
    [
      ['edit', 'stroke', 'photo.png', '--strength', '2', '--out', 'o.png'],
      /^--strength takes a number from 0 to 1/,
    ],
    [['edit', 'restore', 'photo.png', '--out', 'o.png'], /at least one of --mask, --grey/],
    [[...colorize, '--steps', '0'], /^--steps takes a whole number from 1/],
    [[...colorize, '--variations', '0'], /^--variations takes/],
    [['edit', 'sharpen', 'photo.png'], /^'edit' needs a second word: edit inpaint,/],
  ])('%j ends with code 2, a sentence and a hint', async (args, sentence) => {
    const { exitCode, stdout, stderr } = await call(args)
    expect(stderr).toMatch(sentence)
    expect(stderr.split('\n')[1]).toMatch(/^Run selfsame edit.* --help for the usage\.$/)
    expect(exitCode).toBe(2)
    expect(stdout).toBe('')
  })

  test('of a class that the model does not know ends the same way', async () => {
    const { exitCode, stdout, stderr } = await call(inpaint('o.png', '--label', '10'))
    expect(stderr).toMatch(/^The model tiny_imagenet64 knows the classes 0 to 9, not 10\.\nRun /)
    expect(exitCode).toBe(2)
    expect(stdout).toBe('')
    expect(await desk.files()).toEqual(['mask.png', 'photo.png'])
  })
})

describe('a photograph that is learnt first', () => {
  const learnt = (out: string, ...more: string[]) => [
    ...['edit', 'inpaint', at('wide.png'), '--mask', at('wide-mask.png'), '--out', at(out)],
    ...['--model', at('tiny'), '--threads', '1', ...more],
  ]
  beforeEach(async () => {
    await paintPhotograph(at('wide.png'), 96, 80)
    await paintMask(at('wide-mask.png'), { width: 96, height: 80 })
    await writeTinyModel(at('tiny'))
  })

  test('is filled otherwise, is kept outside of the mask, and its model may be kept too', async () => {
    const plain = await json(learnt('plain.png'))
    const keep = ['--learn', '5', '--keep-learnt', at('kept')]
    const report = await json(learnt('learnt.png', ...keep, '--recipe', at('learnt.json')))
    expect(plain).toMatchObject({ model: 'tiny' })
    expect(report).toMatchObject({ model: 'kept', changedOutsideMask: 0 })
    const [one, other] = [await samplesOf(at('plain.png')), await samplesOf(at('learnt.png'))]
    expect(one.equals(other)).toBe(false)
  })

  test.each([
    [['--keep-learnt', 'kept'], /give --learn/],
    [['--learn', '5', '--recipe', 'a.json'], /--keep-learnt/],
    [['--learn', '5', '--keep-learnt', 'a:b'], /--keep-learnt ends in 'a:b', which holds one of/],
    [['--learn', '1'], /--learn takes a number from 5/],
  ])('%j is refused at once', async (more, words) => {
    const { exitCode, stderr } = await call(learnt('out.png', ...more))
    expect([exitCode, words.test(stderr)]).toEqual([2, true])
  })
})

test('a dab of colour gives its hue to a grey photograph beside it, and its brightness to none of it', async () => {
  await sharp(at('photo.png')).greyscale().toFile(at('grey.png'))
  await paintDab(at('dab.png'))
  const colorize = (out: string, ...more: string[]) =>
    call([...['edit', 'colorize', at('grey.png'), '--out', at(out)], ...model, ...more])
  expect(await colorize('plain.png')).toMatchObject({ exitCode: 0 })
  expect(await colorize('hinted.png', '--hints', at('dab.png'))).toMatchObject({ exitCode: 0 })
  const [plain, hinted] = [await samplesOf(at('plain.png')), await samplesOf(at('hinted.png'))]
  const meanOf = (samples: Uint8Array, weights: readonly number[]) =>
    samples.reduce((sum, sample, i) => sum + sample * (weights[i % 3] ?? 0), 0) / samples.length
  expect(meanOf(hinted, [1, -1, 0]) - meanOf(plain, [1, -1, 0])).toBeGreaterThan(5)
  const luminance = [0.2989, 0.587, 0.114]
  expect(meanOf(hinted, luminance)).toBeCloseTo(meanOf(plain, luminance), 0)
})
