/** The benchmarks from end to end, with a network that can do nothing: only the report is looked at. */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hasEsrgan } from '../../../src-main/bench/quality/esrgan/esrgan.ts'
import { hasSsimulacra } from '../../../src-main/bench/quality/metrics/ssimulacra.ts'
import { call, openDesk, paintPhotograph } from '../../support/command-line.ts'
import type { Desk } from '../../support/command-line.ts'
import { writeTinyModel } from '../../support/tiny-model.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
  await writeTinyModel(desk.path('model'))
})
afterEach(() => desk.remove())

const at = (name: string) => desk.path(name)

describe('bench quality', () => {
  beforeEach(async () => {
    await mkdir(at('photos'))
    await paintPhotograph(at('photos/waves.png'), 128, 112)
    await sharp(at('photos/waves.png')).greyscale().toFile(at('photos/grey.png'))
    await writeFile(at('photos/broken.jpg'), 'not a picture')
  })

  const bench = (...more: string[]) => [
    ...['bench', 'quality', '--photos', at('photos'), '--model', at('model'), '--out', at('out')],
    ...more,
  ]

  test('measures every task with every method, and says which files it left out', async () => {
    const { exitCode, stdout, stderr } = await call(bench('--json'))
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/^Skipped broken\.jpg: /)
    const { cases, goals } = JSON.parse(stdout) as Record<string, Record<string, unknown>[]>
    expect(goals?.length).toBeGreaterThan(30)
    if (!cases) throw new Error('the report has no cases')
    expect(new Set(cases.map(({ photo, variant }) => [photo, variant].join())).size).toBe(8 + 10) // two less for the grey photograph
    for (const one of cases) {
      expect(Object.keys(one)).toEqual([
        ...['photo', 'task', 'variant', 'method', 'psnr', 'ssim', 'ssimulacra', 'chroma'],
      ])
      expect(one['psnr']).toBeGreaterThan(0)
    }
    const esrgan = hasEsrgan(2) ? ['esrgan-medium'] : []
    const steps = (await hasSsimulacra())
      ? ['selfsame, 1 step', 'selfsame, 2 steps', 'selfsame, 4 steps']
      : []
    const ofWaves = cases.filter(({ photo }) => photo === 'waves')
    expect(ofWaves.map(({ task, variant, method }) => [task, variant, method].join(' '))).toEqual([
      ...['scratches', 'text', 'hole'].flatMap((variant) =>
        ['selfsame', 'telea', 'navier-stokes', ...steps].map(
          (method) => `inpaint ${variant} ${method}`,
        ),
      ),
      ...['x2', 'x4'].flatMap((variant) =>
        ['selfsame', 'bicubic', 'lanczos', ...esrgan, ...steps].map(
          (method) => `upscale ${variant} ${method}`,
        ),
      ),
      ...[15, 25, 50].flatMap((sigma) =>
        ['selfsame', 'bilateral', 'median'].map((method) => `denoise sigma ${sigma} ${method}`),
      ),
      ...['selfsame', 'grey', 'mean-chroma', ...steps].map((method) => `colorize grey ${method}`),
      ...['selfsame', 'grey', 'mean-chroma', 'dabs-alone', ...steps].map(
        (method) => `colorize six dabs ${method}`,
      ),
    ])
  }, 180_000)

  test('lays out a contact sheet for each photograph and prints a table', async () => {
    const { exitCode, stdout } = await call(bench('--limit', '1'))
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^task +variant +method +PSNR dB +SSIM/)
    expect(stdout).toMatch(/^inpaint +scratches +selfsame .*(best|loses on)/m)
    const { width, height } = await sharp(at('out/sheet-001.png')).metadata()
    expect(width).toBe(8 + (hasEsrgan(2) ? 6 : 5) * (256 + 8))
    expect(height).toBeGreaterThan(5 * 224)
  })
})

describe('bench speed', () => {
  test('reports the figures of the machine and the shares of the network', async () => {
    const { exitCode, stdout, stderr } = await call([
      ...['bench', 'speed', '--model', at('model'), '--rounds', '1', '--json'],
    ])
    expect([exitCode, stderr]).toEqual([0, ''])
    const report = JSON.parse(stdout) as {
      convolution: number
      forward: { gflops: number; ratio: number }
      train: { gflops: number; ratio: number; patchesPerSecond: number }
      outside: number
    }
    const keys = ['device', 'gemm', 'convolution', 'forward', 'train', 'outside']
    expect(Object.keys(report)).toEqual(keys)
    expect(report.forward.ratio).toBeCloseTo(report.forward.gflops / report.convolution, 10)
    expect(report.train.ratio).toBeCloseTo(report.train.gflops / report.convolution, 10)
    expect(report.train.patchesPerSecond).toBeGreaterThan(0)
    expect(report.outside).toBeGreaterThan(0)
    expect(report.outside).toBeLessThan(1)
  })
})

describe('bench training', () => {
  test('prints the tables of a part, and keeps its runs', async () => {
    const bench = ['bench', 'training', '--part', 'closed-form', '--scale', '0.001']
    const { exitCode, stdout } = await call([...bench, '--runs', at('runs')])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^\| run +\| updates +\| 5 % /)
    expect(stdout).toMatch(/^\| cd-euler +\| 6 +\| /m)
    expect(await readdir(at('runs/closed-form'))).toContain('ict')
    const json = await call([...bench, '--runs', at('runs'), '--json'])
    const report = JSON.parse(json.stdout) as { 'closed-form': { measured: object[] }[] }
    expect(report['closed-form']).toHaveLength(6)
  })
})
