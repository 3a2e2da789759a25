/** Numbers and files that were changed: what is named, and that the rest is compared all the same. */
import { execFile } from 'node:child_process'
import { cp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { goldenValues } from '../../support/golden.ts'
import { SLOW, openCopies, parity, perturb, renameTensors } from '../../support/parity.ts'

let copyOf: (...paths: string[]) => Promise<string>
let copies: Awaited<ReturnType<typeof openCopies>>
beforeAll(async () => {
  copies = await openCopies()
  copyOf = copies.copyOf
})
afterAll(() => copies.remove())

describe('numbers that were changed', () => {
  test('are the ones that are named, and the process ends with 1', SLOW, async () => {
    const folder = await copyOf('schedules', 'tiny_imagenet64')
    const schedules = join(folder, 'schedules/golden_schedules.safetensors')
    await perturb(schedules, 'ct.lsun256.mu_paper', [3, 1e-9])
    await perturb(schedules, 'karras_40', [39, 1e-10])
    await perturb(schedules, 'Q_patch_2', [6, 1e-9])
    const optimiser = join(folder, 'schedules/golden_schedules.json')
    const decayed = (await readFile(optimiser, 'utf8')).replace(
      '"weight_decay": 0',
      '"weight_decay": 0.01',
    )
    await writeFile(optimiser, decayed)
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
      'schedules/Q_patch_2',
      'schedules/radam.p_after',
      'tiny_imagenet64/sampling/two_step_cd_imagenet64/sigma',
      'tiny_imagenet64/editing/sdedit/final',
    ])
    expect(stdout).toContain('6 over tolerance')
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
    await truncate(file('ict_huber_params_after1'), 5)
    await perturb(file('golden_training'), 'edm.loss_per_sample', [0, 1e-3])
    await perturb(file('golden_training'), 'ect.q2_stage1.r', [3, 1e-4])
    const { over, lines } = await parity(folder)
    expect(over).toEqual([
      'training/ct_l2_target_after1',
      'training/ct_l2_params_after8',
      'training/ict_huber_grad',
      'training/ict_huber_params_after1',
      'training/edm/loss_per_sample',
      'training/ect.q2_stage1.r',
    ])
    expect(lines.join('\n')).toMatch(/FAIL.*ict_huber_grad \(conv_in\.weight\)/)
  })
})

describe('what is damaged', () => {
  const schedules = 'schedules/golden_schedules.safetensors'

  test('in a number that is none fails its own items alone', SLOW, async () => {
    const folder = await copyOf('schedules', 'tiny_imagenet64')
    await perturb(join(folder, schedules), 'trigflow_t', [5, NaN])
    const editing = join(folder, 'tiny_imagenet64/golden_editing.safetensors')
    await perturb(editing, 'superres8.x0_2', [0, Infinity])
    await perturb(editing, 'denoise1.sigma', [0, NaN])
    const { over, items, failed } = await parity(folder)
    expect(over).toEqual([
      'schedules/trigflow_t',
      'tiny_imagenet64/editing/superres8/x0_2',
      'tiny_imagenet64/editing/denoise1/final',
    ])
    expect(items.find(({ name }) => name === 'schedules/trigflow_t')?.error).toBeNull()
    expect(failed).toBe(true)
  })

  test('fails its item by name and sentence, and the others are compared', SLOW, async () => {
    const folder = await copyOf('schedules', 'tiny_bedroom256', 'legacy_formats')
    const path = (name: string) => join(folder, name)
    await truncate(path(schedules), 20_000)
    await renameTensors(path('tiny_bedroom256/golden_editing.safetensors'), {
      'inpaint.noise_2': 'inpaint.noise_two',
    })
    await truncate(path('tiny_bedroom256/golden_blocks.safetensors'), 100)
    await writeFile(path('legacy_formats/openai_names.pt'), 'no archive')
    const { items, over, lines } = await parity(folder)
    expect(over).toEqual([
      'schedules/golden_schedules',
      'tiny_bedroom256/golden_blocks',
      'tiny_bedroom256/editing/inpaint',
      'legacy_formats/openai_names.pt',
    ])
    const faults = items.flatMap(({ fault }) => fault ?? [])
    expect(faults).toHaveLength(4)
    expect(faults[0]).toContain(path(schedules))
    expect(faults[2]).toMatch(/inpaint\.noise_2|inpaint\.noise_all/)
    expect(lines.filter((line) => line.startsWith('FAIL'))).toHaveLength(4)
    expect(items.length).toBeGreaterThan(50)
  })

  test('in the network leaves its numbers out', async () => {
    const folder = await copyOf('schedules', 'tiny_bedroom256')
    await writeFile(join(folder, 'tiny_bedroom256/unet/config.json'), '{}')
    const { over, skipped } = await parity(folder)
    expect(over).toEqual(['tiny_bedroom256/unet'])
    expect(skipped).toContainEqual({
      name: 'tiny_bedroom256/golden_forward.safetensors',
      reason: 'its network cannot be read',
    })
  })

  test('in any module of the network is seen, by its path', async () => {
    const blocks = 'tiny_bedroom256/golden_blocks.safetensors'
    const folder = await copyOf('tiny_bedroom256/unet', blocks)
    const names = {
      time_embedding: 'time_embedding.linear_2',
      output: 'conv_out',
      'mid_block.resnets.0': 'mid_block.resnets.0.conv1',
      'down_blocks.0': 'down_blocks.0.downsamplers.0',
    }
    await renameTensors(join(folder, blocks), names)
    const { over, items } = await parity(folder)
    const compared = items.map(({ name }) => name.replace(/^.*blocks\//, ''))
    expect(compared).toEqual(expect.arrayContaining(Object.values(names)))
    expect(over).toEqual(['tiny_bedroom256/blocks/mid_block.resnets.0.conv1'])
  })
})

describe('files of PyTorch', () => {
  const files = ['legacy_formats/diffusion_pytorch_model.bin', 'legacy_formats/openai_names.pt']

  test('are compared with each other where their network is not there', async () => {
    const folder = await copyOf('legacy_formats')
    const { items, over, skipped } = await parity(folder)
    expect(items.map(({ name }) => name)).toEqual(files)
    expect([over, skipped]).toEqual([[], []])
    await rm(join(folder, files[1] ?? ''))
    await expect(parity(folder)).rejects.toThrow(/holds nothing to check/)
  })

  test('may be those of any network that has their shapes', SLOW, async () => {
    const folder = await copyOf('legacy_formats', 'training/unet')
    await cp(join(folder, 'training'), join(folder, 'another'), { recursive: true })
    const weights = 'unet/diffusion_pytorch_model.safetensors'
    await perturb(join(folder, 'another', weights), 'conv_in.bias', [0, 1])
    expect((await parity(folder)).over).toEqual([])
    await perturb(join(folder, 'training', weights), 'conv_in.bias', [0, 0.5])
    expect((await parity(folder)).over).toEqual(files)
  })
})
