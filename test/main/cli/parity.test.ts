import { execFile } from 'node:child_process'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compare } from '../../../src-main/cli/parity/finding.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { goldenSchedules } from '../../support/golden.ts'
import { FIXTURES, SLOW, openCopies, parity } from '../../support/parity.ts'
import type { Report } from '../../support/parity.ts'
import { swiftShaderEnvironment } from '../../support/swiftshader.ts'

/** What the fixtures say in words beside their numbers. */
const TEXTS = [
  'tiny_bedroom256/golden_editing.json: sdedit.note',
  'tiny_bedroom256/golden_sampling.json: onestep.kind',
  'tiny_bedroom256/golden_sampling.json: two_step_cd_bedroom_lpips.kind',
  'tiny_bedroom256/golden_sampling.json: two_step_ct_bedroom.kind',
  'tiny_imagenet64/golden_editing.json: sdedit.note',
  'tiny_imagenet64/golden_sampling.json: four_step.kind',
  'tiny_imagenet64/golden_sampling.json: onestep.kind',
  'tiny_imagenet64/golden_sampling.json: two_step_cd_imagenet64.kind',
  'training/golden_training.json: cd.target',
  'training/golden_training.json: cd.teacher',
  'training/golden_training.json: ct_l2.optimiser',
  'training/golden_training.json: ct_l2.weighting',
]

let copyOf: (...paths: string[]) => Promise<string>
let copies: Awaited<ReturnType<typeof openCopies>>
beforeAll(async () => {
  copies = await openCopies()
  copyOf = copies.copyOf
})
afterAll(() => copies.remove())

describe('the engine and the reference programs', () => {
  test('agree on every number of the fixtures, and what is left out is said', SLOW, async () => {
    const { items, skipped, failed, over, lines } = await parity(FIXTURES)
    expect(over).toEqual([])
    expect(failed).toBe(false)
    const names = items.map(({ name }) => name)
    expect(names).toHaveLength(337) // so that no comparison gets lost unseen
    expect(new Set(names).size).toBe(names.length)
    for (const name of [
      'schedules/karras_201',
      'schedules/ct.imagenet64.mu_code',
      'schedules/radam.p_after',
      'schedules/trigflow_t',
      'legacy_formats/openai_names.pt',
      'legacy_formats/diffusion_pytorch_model.bin',
      'tiny_bedroom256/forward/edm_denoised',
      'tiny_imagenet64/blocks/mid_block.attentions.0',
      'tiny_imagenet64/sampling/four_step/final',
      'tiny_bedroom256/editing/inpaint_full40/x0_39',
      'tiny_imagenet64/editing/superres8/final',
      'tiny_imagenet64/editing/slerp/final',
      'tiny_fourier/blocks/output',
      'tiny_skip/ict_huber_grad',
      'tiny_skip_mixed/blocks/up_blocks.2',
      'training/ct_l2_grad',
      'training/ct_l2_params_after8',
      'training/ict_huber_params_after1',
      'training/cd/x_heun',
      'training/edm/loss_per_sample',
      'training/ect.q256_stage0.loss_c006',
    ]) {
      expect(names).toContain(name)
    }
    const leftOut = skipped.map(({ name }) => name).filter((name) => !name.startsWith('prototype/'))
    expect(leftOut).toEqual([...TEXTS, 'README.md'])
    expect(lines).toHaveLength(items.length + skipped.length + 1)
    expect(lines.at(-1)).toMatch(/^\d+ compared, all within tolerance; \d+ skipped$/)
  })

  test('agree in a process of its own, which ends with 0 and one JSON object', SLOW, async () => {
    const args = ['src-main/cli/main.ts', 'parity', `${FIXTURES}/tiny_imagenet64`, '--json']
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args)
    const report = JSON.parse(stdout) as Report
    expect(report.items.length).toBeGreaterThan(60)
    for (const item of report.items) {
      expect(item.ok).toBe(true)
      expect(item.name).toMatch(/^tiny_imagenet64\//)
      expect(item.error ?? Infinity).toBeLessThanOrEqual(item.tolerance)
    }
    const reason = 'it is text about the numbers'
    const texts = TEXTS.filter((name) => name.startsWith('tiny_imagenet64/'))
    expect(report.skipped).toEqual(texts.map((name) => ({ name, reason })))
    expect(stderr).toBe('')
  })
})

describe('a device whose sine is not exact', () => {
  test(
    'has ten times the tolerance in what its network says, and no more in the rest',
    SLOW,
    async () => {
      const folder = await copyOf(
        'tiny_bedroom256/unet',
        'tiny_bedroom256/golden_forward.safetensors',
      )
      const args = ['src-main/cli/main.ts', 'parity', folder, '--device', 'webgpu', '--json']
      const env = swiftShaderEnvironment()
      const { stdout } = await promisify(execFile)(process.execPath, args, { env })
      const { items } = JSON.parse(stdout) as Report
      const tolerances = Object.fromEntries(items.map(({ name, tolerance }) => [name, tolerance]))
      expect(tolerances).toMatchObject({
        'tiny_bedroom256/forward/F': 5e-4,
        'tiny_bedroom256/forward/f': 5e-4,
        'tiny_bedroom256/forward/c_noise': 1e-6,
      })
      expect(items.every(({ ok }) => ok)).toBe(true)
    },
  )
})

describe('folders', () => {
  test('may be one of the fixture folders itself', async () => {
    const { items, skipped } = await parity(`${FIXTURES}/schedules`)
    expect(items.length).toBeGreaterThan(50)
    expect(items.every(({ name }) => name.startsWith('schedules/'))).toBe(true)
    expect(skipped).toEqual([])
  })

  test('say of all that lies in them, words and numbers, what is left out', async () => {
    const folder = await copyOf('schedules')
    const deep = 'a/b/c/d/e/f/g/h'
    await mkdir(join(folder, deep), { recursive: true })
    await writeFile(join(folder, 'README.md'), '# Numbers')
    await writeFile(join(folder, 'schedules/notes.md'), '# More of them')
    await writeFile(join(folder, 'schedules/golden_unheard.json'), '{}')
    const { skipped } = await parity(folder)
    expect(skipped.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
      'schedules/golden_unheard.json: no check knows it',
      'schedules/notes.md: it holds no reference numbers',
      'README.md: it holds no reference numbers',
      'a/b/c/d/e/f/g/: it lies too deep to be looked into',
    ])
  })

  test('are known by what is in them, whatever they and their cases are called', async () => {
    const folder = await copyOf(
      'tiny_bedroom256/unet',
      'tiny_bedroom256/golden_sampling.safetensors',
    )
    const path = join(folder, 'a/b')
    await mkdir(join(folder, 'a'))
    await symlink(join(folder, 'tiny_bedroom256'), path)
    const [before, after] = ['two_step_ct_bedroom', 'two_calls_elsewhere']
    const tensors = await readFile(join(path, 'golden_sampling.safetensors'), 'latin1')
    const renamed = tensors.replaceAll(before, after)
    await writeFile(join(path, 'golden_sampling.safetensors'), renamed, 'latin1')
    const constants = JSON.parse(
      await readFile(`${FIXTURES}/tiny_bedroom256/golden_sampling.json`, 'utf8'),
    ) as Record<string, unknown>
    const cases = JSON.stringify({ [after]: constants[before], unheard_of: {} })
    await writeFile(join(path, 'golden_sampling.json'), cases)
    const { items, skipped, over } = await parity(join(folder, 'a'))
    expect(over).toEqual([])
    expect(items.map(({ name }) => name)).toContain('b/sampling/two_calls_elsewhere/final')
    const reasons = skipped.map(({ name, reason }) => `${name}: ${reason}`)
    expect(reasons).toContain(
      'b/sampling/unheard_of: golden_sampling.safetensors holds no starting noise for it',
    )
    expect(reasons).toContain('b/golden_sampling.safetensors: onestep.final: no check knows it')
  })

  test.each([
    ['an empty folder', []],
    ['weights without numbers', ['tiny_bedroom256/unet']],
    ['numbers without their network', ['tiny_bedroom256/golden_forward.safetensors']],
  ])('of %s hold nothing to check', async (_, paths) => {
    const folder = await copyOf(...paths)
    const sentence = `${folder} holds nothing to check; name a folder with golden_*.safetensors files`
    await expect(parity(folder)).rejects.toThrow(UserError)
    await expect(parity(folder)).rejects.toThrow(sentence)
  })

  test('that are none are named', async () => {
    await expect(parity(join(copies.folder, 'nowhere'))).rejects.toThrow(UserError)
    await expect(parity(join(copies.folder, 'nowhere'))).rejects.toThrow(/nowhere/)
  })

  test('are left alone when the work is aborted', async () => {
    const stop = AbortSignal.abort()
    await expect(parity(`${FIXTURES}/schedules`, stop)).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    )
  })
})

describe('an item', () => {
  const error = (actual: number[], expected: number[], measure: 'relative' | 'of the largest') =>
    compare('', [actual, expected], { tolerance: 1, measure }).error

  test('counts its error as a share where it is told to', async () => {
    expect(error([1, 110], [1, 100], 'relative')).toBeCloseTo(0.1)
    expect(error([1, 100], [2, 100], 'of the largest')).toBeCloseTo(0.01)
    const grid = await goldenSchedules('karras_40')
    expect(compare('', [grid, grid], { tolerance: 0 })).toMatchObject({ error: 0, ok: true })
  })

  test.each([
    ['another number of values', [1], [1, 2]],
    ['no values', [], []],
    ['a value that is not a number', [NaN], [1]],
    ['an infinite value', [Infinity], [1]],
  ])('fails by %s', (_, actual, expected) => {
    const item = compare('', [actual, expected], { tolerance: 1e300 })
    expect(item).toMatchObject({ error: Infinity, ok: false })
  })
})
