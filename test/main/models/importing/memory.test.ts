/** A checkpoint passes through memory piece by piece: a process that brings one in stays far smaller than the file. */
import { execFile } from 'node:child_process'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { parseUNetConfig, unetConfigToJson } from '../../../../src-shared/importers/unet-config.ts'
import { unetParameters } from '../../../../src-shared/onnx/networks/unet-parameters.ts'
import { writeTorchFile } from '../../../support/torch-file.ts'
import { temporaryFolder } from '../model-folders.ts'

/** As wide as the published networks, and fewer levels. */
const CONFIG = {
  sample_size: 64,
  block_out_channels: [512, 1024],
  down_block_types: ['ResnetDownsampleBlock2D', 'AttnDownBlock2D'],
  up_block_types: ['AttnUpBlock2D', 'ResnetUpsampleBlock2D'],
  downsample_type: 'resnet',
  upsample_type: 'resnet',
  attention_head_dim: 64,
}
const MEGA = 2 ** 20

test('a PyTorch file of half a gigabyte comes in with half of that in memory', async () => {
  const config = parseUNetConfig(CONFIG, 'config.json')
  const folder = join(temporaryFolder(), 'wide')
  mkdirSync(folder)
  writeFileSync(join(folder, 'config.json'), JSON.stringify(unetConfigToJson(config)))
  const path = join(folder, 'diffusion_pytorch_model.bin')
  writeTorchFile(path, new Map(unetParameters(config).map(({ name, shape }) => [name, { shape }])))
  expect(statSync(path).size).toBeGreaterThan(500 * MEGA)

  const step = join('src-main', 'bench', 'published', 'measured-step.ts')
  const args = [step, 'import', folder, join(temporaryFolder(), 'library')]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const { folder: model, peakBytes } = JSON.parse(stdout) as { folder: string; peakBytes: number }
  expect(statSync(join(model, 'unet', 'diffusion_pytorch_model.safetensors')).size).toBeGreaterThan(
    500 * MEGA,
  )
  expect(peakBytes).toBeLessThan(256 * MEGA)
})
