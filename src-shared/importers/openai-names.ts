/**
 * Networks under the names of OpenAI's original checkpoints: where each parameter of ours lies in such a file, and
 * which architecture the file has. The correspondence of names is that of diffusers' conversion.
 */
import { UserError } from '../contract/user-error.ts'
import type { UNetConfig } from '../onnx/networks/unet-config.ts'
import type { Origin } from './renamed-weights.ts'
import { parseUNetConfig } from './unet-config.ts'
import type { WeightFile } from './weights.ts'

/** True for tensors that are named as OpenAI's program names them. */
export function hasOpenaiNames({ tensors }: WeightFile): boolean {
  return tensors.has('time_embed.0.weight') && tensors.has('input_blocks.0.0.weight')
}

const OUTER: Readonly<Record<string, string>> = {
  'time_embedding.linear_1': 'time_embed.0',
  'time_embedding.linear_2': 'time_embed.2',
  class_embedding: 'label_emb',
  conv_in: 'input_blocks.0.0',
  conv_norm_out: 'out.0',
  conv_out: 'out.2',
}
const INNER: Readonly<Record<string, string>> = {
  norm1: 'in_layers.0',
  conv1: 'in_layers.2',
  time_emb_proj: 'emb_layers.1',
  norm2: 'out_layers.0',
  conv2: 'out_layers.3',
  conv_shortcut: 'skip_connection',
  group_norm: 'norm',
  'to_out.0': 'proj_out',
}
const PROJECTIONS = ['to_q', 'to_k', 'to_v']

/** Where OpenAI's program keeps the parameters of a network of `config`: from a name of diffusers to its origin. */
export function openaiOrigins(config: UNetConfig): (name: string) => Origin {
  const blocks = blockNames(config)
  return (name) => {
    const leaf = name.slice(name.lastIndexOf('.') + 1)
    const path = name.slice(0, -leaf.length - 1)
    const outer = OUTER[path]
    if (outer !== undefined) return { name: `${outer}.${leaf}` }
    const block = [...splits(path)].find(([start]) => blocks.has(start))
    if (!block) return { name }
    const [start, inner] = block
    const module = blocks.get(start) ?? start
    const index = PROJECTIONS.indexOf(inner)
    if (index >= 0) return { name: `${module}.qkv.${leaf}`, part: { kind: 'third', index } }
    return { name: `${module}.${innerName(start, inner)}.${leaf}` }
  }
}

/** A resampling convolution is called 'op' on the way down. */
function innerName(block: string, inner: string): string {
  if (inner === 'conv') return block.includes('downsamplers') ? 'op' : 'conv'
  return INNER[inner] ?? inner
}

/** 'a.b.c' as ['a.b', 'c'] and ['a', 'b.c']. */
function* splits(path: string): Generator<readonly [string, string]> {
  for (let at = path.lastIndexOf('.'); at > 0; at = path.lastIndexOf('.', at - 1)) {
    yield [path.slice(0, at), path.slice(at + 1)]
  }
}

/** Resnets, attentions and resamplers by diffusers' paths: OpenAI counts them through all levels. */
function blockNames(config: UNetConfig): ReadonlyMap<string, string> {
  const { downBlockTypes, upBlockTypes, layersPerBlock } = config
  const last = downBlockTypes.length - 1
  const names = new Map([
    ['mid_block.resnets.0', 'middle_block.0'],
    ['mid_block.attentions.0', 'middle_block.1'],
    ['mid_block.resnets.1', 'middle_block.2'],
  ])
  let input = 1
  downBlockTypes.forEach((_, level) => {
    for (let j = 0; j < layersPerBlock; j++, input++) {
      names.set(`down_blocks.${level}.resnets.${j}`, `input_blocks.${input}.0`)
      names.set(`down_blocks.${level}.attentions.${j}`, `input_blocks.${input}.1`)
    }
    if (level < last) names.set(`down_blocks.${level}.downsamplers.0`, `input_blocks.${input++}.0`)
  })
  let output = 0
  upBlockTypes.forEach((type, level) => {
    for (let j = 0; j <= layersPerBlock; j++, output++) {
      names.set(`up_blocks.${level}.resnets.${j}`, `output_blocks.${output}.0`)
      names.set(`up_blocks.${level}.attentions.${j}`, `output_blocks.${output}.1`)
    }
    const child = type === 'AttnUpBlock2D' ? 2 : 1
    names.set(`up_blocks.${level}.upsamplers.0`, `output_blocks.${output - 1}.${child}`)
  })
  return names
}

/**
 * The network that the file's shapes tell of. What shapes cannot tell is as in all that OpenAI published: heads of 64
 * channels, 32 groups. Throws UserError where the file cannot be such a network.
 */
export function openaiConfig(file: WeightFile, sampleSize: number): UNetConfig {
  const shapeOf = (name: string) => file.tensors.get(name)?.shape
  const count = (list: string) => countBlocks(file, list)
  const [inputs, outputs] = [count('input_blocks'), count('output_blocks')]
  const upsamplers = [...file.tensors.keys()].filter((name) =>
    /^output_blocks\.\d+\.[12]\.(in_layers\.2|conv)\.weight$/.test(name),
  ).length
  const levels = upsamplers + 1
  const layers = outputs / levels - 1
  if (inputs !== outputs || !Number.isInteger(layers) || layers < 1) {
    throw new UserError(
      `${file.name} has ${inputs} input and ${outputs} output blocks, which fit no network that is known here; put ` +
        'the config.json of the model beside it',
    )
  }
  const firstOf = (level: number) => 1 + level * (layers + 1)
  const range = Array.from({ length: levels }, (_, level) => level)
  const attends = range.map((level) =>
    file.tensors.has(`input_blocks.${firstOf(level)}.1.norm.weight`),
  )
  const widths = range.map(
    (level) => shapeOf(`input_blocks.${firstOf(level)}.0.in_layers.2.weight`)?.[0] ?? null,
  )
  const shifts = shapeOf('input_blocks.1.0.emb_layers.1.weight')?.[0] === 2 * (widths[0] ?? 0)
  const scaleShift = shifts ? 'scale_shift' : 'default'
  return parseUNetConfig(
    {
      sample_size: sampleSize,
      in_channels: shapeOf('input_blocks.0.0.weight')?.[1] ?? null,
      out_channels: shapeOf('out.2.weight')?.[0] ?? null,
      block_out_channels: widths,
      layers_per_block: layers,
      down_block_types: attends.map((a) => (a ? 'AttnDownBlock2D' : 'ResnetDownsampleBlock2D')),
      up_block_types: attends.map((a) => (a ? 'AttnUpBlock2D' : 'ResnetUpsampleBlock2D')).reverse(),
      downsample_type: 'resnet',
      upsample_type: 'resnet',
      attention_head_dim: 64,
      resnet_time_scale_shift: scaleShift,
      num_class_embeds: shapeOf('label_emb.weight')?.[0] ?? null,
      attn_norm_num_groups: shifts ? 32 : null,
    },
    file.name,
  )
}

function countBlocks({ tensors }: WeightFile, list: string): number {
  const numbers = new Set<string>()
  for (const name of tensors.keys()) {
    const [first, number] = name.split('.')
    if (first === list) numbers.add(number)
  }
  return numbers.size
}
