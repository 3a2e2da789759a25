/** What people take for a consistency model, and is none: each is called by what it is. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeSafetensors } from '../../../../src-shared/importers/safetensors.ts'
import { zeros } from '../../../../src-shared/tensor/tensor.ts'
import { op, tensorCall, writeTorchFile } from '../../../support/torch-file.ts'
import { copyOf, bedroom, temporaryFolder } from '../model-folders.ts'
import { outcomeOf } from './outcomes.ts'

async function refusalOf(path: string): Promise<string> {
  const { kind, sentence } = await outcomeOf(path)
  expect(kind).toBe('refused')
  return sentence
}

describe('a file of weights is called by the names of its tensors', () => {
  const down = 'down_blocks.0.attentions.0.transformer_blocks.0'
  test.each([
    ['a Stable Diffusion checkpoint', ['model.diffusion_model.input_blocks.0.0.weight', 'x']],
    ['the UNet of Stable Diffusion', ['conv_in.weight', `${down}.attn2.to_k.weight`]],
    ['a latent consistency model (LCM)', ['time_embedding.cond_proj.weight', 'conv_in.weight']],
    ['a LoRA, an addition', ['lora_unet_down_blocks_0_attentions_0.lora_down.weight']],
    ['a LoRA, an addition', [`unet.${down}.attn1.to_q.lora_A.weight`]],
    ['an autoencoder (VAE)', ['encoder.down_blocks.0.resnets.0.conv1.weight']],
    ['a text encoder', ['text_model.encoder.layers.0.self_attn.q_proj.weight']],
    ['a Flux or Stable Diffusion 3 model', ['double_blocks.0.img_attn.qkv.weight']],
    ['a ControlNet', ['controlnet_cond_embedding.conv_in.weight', 'conv_in.weight']],
    ['a language model', ['model.layers.0.self_attn.q_proj.weight']],
    [
      'none of the networks that are known here names its tensors so',
      ['backbone.0.weight', 'backbone.1.weight'],
    ],
  ])('%s', async (what, names) => {
    const path = join(temporaryFolder(), 'weights.safetensors')
    const tensors = new Map(names.map((name) => [name, zeros([2])]))
    writeFileSync(path, writeSafetensors(tensors, { dtype: 'F32' }))
    expect(await refusalOf(path)).toContain(what)
  })
})

describe("the checkpoint of a training program, which names that program's parts", () => {
  test.each([
    ['model.diffusion_model.input_blocks.0.0.weight', 'a Stable Diffusion checkpoint'],
    ['backbone.0.weight', 'a checkpoint of a training program'],
  ])('and tensors such as %s', async (name, what) => {
    const path = join(temporaryFolder(), 'sd-v1.ckpt')
    const callback = op.global('pytorch_lightning.callbacks', 'ModelCheckpoint')
    const weights = [
      op.text('state_dict'),
      op.emptyDict,
      op.mark,
      op.text(name),
      tensorCall('0', [1]),
    ]
    const entries = [...weights, op.setItems, op.text('callbacks'), callback]
    const pickle = [op.proto, op.emptyDict, op.mark, ...entries, op.setItems, op.stop]
    writeTorchFile(path, new Map([[name, { shape: [1] }]]), Buffer.concat(pickle))
    expect(await refusalOf(path)).toContain(what)
  })
})

describe('a folder is called by its class', () => {
  test.each([
    ['a Stable Diffusion model', 'model_index.json', 'StableDiffusionXLPipeline'],
    ['a latent consistency model (LCM)', 'model_index.json', 'LatentConsistencyModelPipeline'],
    ['a Stable Diffusion model', 'unet/config.json', 'UNet2DConditionModel'],
    ['a diffusion model that samples in many steps', 'model_index.json', 'DDPMPipeline'],
    ['an autoencoder (VAE)', 'unet/config.json', 'AutoencoderKL'],
    ['a ControlNet', 'unet/config.json', 'ControlNetModel'],
    ['a diffusion transformer', 'unet/config.json', 'PixArtTransformer2DModel'],
  ])('%s, by its %s', async (what, file, name) => {
    const folder = copyOf(bedroom, temporaryFolder())
    writeFileSync(join(folder, file), JSON.stringify({ _class_name: name }))
    expect(await refusalOf(folder)).toContain(`${what}`)
  })
})

describe('a file that holds no weights is called by its first bytes', () => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'
  const names = ['m.safetensors', 'm.bin', 'm.pt', 'm.onnx']
  test.each(names.map((name) => [name]))('a pointer of Git LFS: %s', async (name) => {
    const path = join(temporaryFolder(), name)
    writeFileSync(path, pointer)
    expect(await refusalOf(path)).toMatch(/is only a Git LFS pointer.*git lfs pull/)
  })

  test('a pointer within the folder of a pipeline', async () => {
    const folder = copyOf(bedroom, temporaryFolder())
    writeFileSync(join(folder, 'unet', 'diffusion_pytorch_model.safetensors'), pointer)
    expect(await refusalOf(folder)).toMatch(/is only a Git LFS pointer/)
  })

  test.each([
    ['<!DOCTYPE html><html><body>Sign in</body></html>', /web page/],
    ['\x1f\x8b\x08 packed', /packed with gzip/],
    ['Rar!\x1a\x07\x01', /packed with RAR/],
    ['GGUF\x03\0\0\0', /GGUF/],
    ['\x89HDF\r\n\x1a\n', /HDF5/],
    ['\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.', /format of before 2020/],
    ['hello', /none of the files that are read here/],
    ['', /is empty/],
  ])('%j', async (text, sentence) => {
    const path = join(temporaryFolder(), 'deep', 'm.bin')
    mkdirSync(dirname(path))
    writeFileSync(path, Buffer.from(text, 'latin1'))
    expect(await refusalOf(path)).toMatch(sentence)
  })
})
