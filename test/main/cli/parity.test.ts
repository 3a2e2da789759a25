import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compare } from '../../../src-main/cli/parity/finding.ts'
import { parityCommand } from '../../../src-main/cli/parity/parity-command.ts'
import { createProgressLine } from '../../../src-main/cli/progress-line.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { goldenSchedules, goldenValues } from '../../support/golden.ts'
import { swiftShaderEnvironment } from '../../support/swiftshader.ts'

const FIXTURES = 'test/fixtures'
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
/** Seven training graphs are opened, a second each where nothing else runs. */
const SLOW = { timeout: 600_000 }

interface Report {
  readonly items: { name: string; error: number; tolerance: number; ok: boolean }[]
  readonly skipped: { name: string; reason: string }[]
}

/** Runs the command as the program does, and reads its report as a reader of --json does. */
async function parity(folder: string, signal = new AbortController().signal) {
  const lines: string[] = []
  const outcome = await parityCommand.execute([folder], {
    signal,
    progress: createProgressLine({ write: () => undefined }, () => 0),
    clocks: { wall: () => 0, cpu: () => 0 },
    print: (line) => lines.push(line),
    tell: () => undefined,
    note: () => undefined,
  })
  const report = JSON.parse(JSON.stringify(outcome.report)) as Report
  const over = report.items.filter(({ ok }) => !ok).map(({ name }) => name)
  return { ...report, failed: outcome.failed, over, lines }
}

let scratch = ''
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'parity-'))
})
afterAll(() => rm(scratch, { recursive: true }))

/** A new folder with these files and folders of the fixtures. */
async function copyOf(...paths: string[]): Promise<string> {
  const folder = await mkdtemp(join(scratch, 'copy-'))
  for (const path of paths) {
    await cp(join(FIXTURES, path), join(folder, path), { recursive: true })
  }
  return folder
}

/** Adds `change` to the value at `index` of a tensor in a safetensors file. */
async function perturb(path: string, tensor: string, [index, change]: [number, number]) {
  const bytes = await readFile(path)
  const length = Number(bytes.readBigUInt64LE(0))
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<
    string,
    { dtype: string; data_offsets: [number, number] }
  >
  const entry = header[tensor]
  if (!entry) throw new Error(`${path} has no tensor ${tensor}`)
  const at = 8 + length + entry.data_offsets[0] + index * (entry.dtype === 'F64' ? 8 : 4)
  if (entry.dtype === 'F64') bytes.writeDoubleLE(bytes.readDoubleLE(at) + change, at)
  else bytes.writeFloatLE(bytes.readFloatLE(at) + change, at)
  await writeFile(path, bytes)
}

describe('the engine and the reference programs', () => {
  test('agree on every number of the fixtures, and what is left out is said', SLOW, async () => {
    const { items, skipped, failed, over, lines } = await parity(FIXTURES)
    expect(over).toEqual([])
    expect(failed).toBe(false)
    const names = items.map(({ name }) => name)
    expect(names).toHaveLength(260) // so that no comparison gets lost unseen
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
    expect(leftOut).toEqual(TEXTS)
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
      expect(item.error).toBeLessThanOrEqual(item.tolerance)
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

describe('numbers that were changed', () => {
  test('are the ones that are named, and the process ends with 1', SLOW, async () => {
    const folder = await copyOf('schedules', 'tiny_imagenet64')
    const schedules = join(folder, 'schedules/golden_schedules.safetensors')
    await perturb(schedules, 'ct.lsun256.mu_paper', [3, 1e-9])
    await perturb(schedules, 'karras_40', [39, 1e-10])
    const editing = join(folder, 'tiny_imagenet64/golden_editing.safetensors')
    await perturb(editing, 'sdedit.final', [100, 1e-3])
    const constants = join(folder, 'tiny_imagenet64/golden_sampling.json')
    const json = await readFile(constants, 'utf8')
    await writeFile(constants, json.replace('1.3823679566485092\n', '1.3823679566585092\n'))

    const args = ['src-main/cli/main.ts', 'parity', folder]
    const failure: unknown = await promisify(execFile)(process.execPath, args).catch(
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({ code: 1, stderr: '' })
    const { stdout } = failure as { stdout: string }
    const failures = stdout.split('\n').filter((line) => line.startsWith('FAIL'))
    expect(failures.map((line) => line.split(/\s+/).at(-1))).toEqual([
      'schedules/karras_40',
      'schedules/ct.lsun256.mu_paper',
      'tiny_imagenet64/sampling/two_step_cd_imagenet64/sigma',
      'tiny_imagenet64/editing/sdedit/final',
    ])
    expect(stdout).toContain('4 over tolerance')
  })

  test('in one weight show in what the network says', async () => {
    const config = 'tiny_bedroom256/unet/config.json'
    const weights = 'tiny_bedroom256/unet/diffusion_pytorch_model.safetensors'
    const folder = await copyOf(config, weights, 'tiny_bedroom256/golden_forward.safetensors')
    expect((await parity(folder)).over).toEqual([])
    await perturb(join(folder, weights), 'mid_block.resnets.0.conv1.weight', [7, 0.05])
    const { over, failed } = await parity(folder)
    expect(failed).toBe(true)
    expect(over).toContain('tiny_bedroom256/forward/F')
  })

  test('in one gradient, one parameter or one loss are told apart', SLOW, async () => {
    const folder = await copyOf('training')
    const file = (name: string) => join(folder, 'training', `${name}.safetensors`)
    const largest = Math.max(
      ...(await goldenValues('training/ict_huber_grad.safetensors', 'conv_in.weight')).map(
        Math.abs,
      ),
    )
    await perturb(file('ict_huber_grad'), 'conv_in.weight', [5, largest])
    await perturb(file('ct_l2_params_after8'), 'conv_out.bias', [1, 1e-5])
    await perturb(file('ct_l2_target_after1'), 'mid_block.resnets.1.conv2.bias', [2, 2e-6])
    await perturb(file('golden_training'), 'edm.loss_per_sample', [0, 1e-3])
    await perturb(file('golden_training'), 'ect.q2_stage1.r', [3, 1e-4])
    const { over, lines } = await parity(folder)
    expect(over).toEqual([
      'training/ct_l2_target_after1',
      'training/ct_l2_params_after8',
      'training/ict_huber_grad',
      'training/edm/loss_per_sample',
      'training/ect.q2_stage1.r',
    ])
    expect(lines.join('\n')).toMatch(/FAIL.*ict_huber_grad \(conv_in\.weight\)/)
  })
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

  test('that are no folders, and files that are cut off, are named', async () => {
    await expect(parity(join(scratch, 'nowhere'))).rejects.toThrow(UserError)
    const folder = await copyOf('schedules')
    const file = join(folder, 'schedules/golden_schedules.safetensors')
    await truncate(file, 20_000)
    await expect(parity(folder)).rejects.toThrow(UserError)
    await expect(parity(folder)).rejects.toThrow(file)
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
