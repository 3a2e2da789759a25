/**
 * Networks under the names of NVIDIA's EDM programs, in its form of the ADM architecture (DhariwalUNet): the same
 * network as ours with other names. Its noise condition is ln(sigma) / 4, a thousandth of ours.
 */
import type { UNetConfig } from '../onnx/networks/unet-config.ts'
import { UserError } from '../contract/user-error.ts'
import type { Origin } from './renamed-weights.ts'
import { parseUNetConfig } from './unet-config.ts'
import type { WeightFile } from './weights.ts'

/** True for tensors that are named as NVIDIA's program names them, within their preconditioning ('model.') or not. */
export function hasEdmNames({ tensors }: WeightFile): boolean {
  return tensors.has(`${prefixOf(tensors)}map_layer0.weight`)
}

const OUTER: Readonly<Record<string, string>> = {
  'time_embedding.linear_1': 'map_layer0',
  'time_embedding.linear_2': 'map_layer1',
  conv_norm_out: 'out_norm',
  conv_out: 'out_conv',
}
const INNER: Readonly<Record<string, string>> = {
  norm1: 'norm0',
  conv1: 'conv0',
  time_emb_proj: 'affine',
  norm2: 'norm1',
  conv2: 'conv1',
  conv_shortcut: 'skip',
  group_norm: 'norm2',
  'to_out.0': 'proj',
}
const PROJECTIONS = ['to_q', 'to_k', 'to_v']

/** Where NVIDIA's program keeps the parameters of a network of `config`. */
export function edmOrigins(file: WeightFile, config: UNetConfig): (name: string) => Origin {
  const prefix = prefixOf(file.tensors)
  const finest = `${prefix}enc.${config.sampleSize}x${config.sampleSize}_conv`
  return (name) => {
    if (name === 'class_embedding.weight') {
      return { name: `${prefix}map_label.weight`, part: { kind: 'transposed' } }
    }
    const leaf = name.slice(name.lastIndexOf('.') + 1)
    const path = name.slice(0, -leaf.length - 1)
    if (path === 'conv_in') return { name: `${finest}.${leaf}` }
    if (path in OUTER) return { name: `${prefix}${OUTER[path]}.${leaf}` }
    const [, block = '', inner = ''] = /^(\w+_blocks?(?:\.\d+)?\.\w+\.\d+)\.(.+)$/.exec(path) ?? []
    const module = `${prefix}${blockName(block, config.sampleSize, config.downBlockTypes.length)}`
    const index = PROJECTIONS.indexOf(inner)
    if (index >= 0) return { name: `${module}.qkv.${leaf}`, part: { kind: 'every third', index } }
    return { name: `${module}.${INNER[inner] ?? inner}.${leaf}` }
  }
}

/** 'down_blocks.1.resnets.0' is 'enc.32x32_block0' and so on; an attention is part of the resnet before it. */
function blockName(block: string, side: number, levels: number): string {
  const [kind, ...rest] = block.split('.')
  const last = levels - 1
  const at = (level: number) => `${side >> level}x${side >> level}`
  if (kind === 'mid_block') {
    const [list, number] = rest
    return `dec.${at(last)}_in${list === 'attentions' ? 0 : number}`
  }
  const [level, list, number] = [Number(rest[0]), rest[1], rest[2]]
  if (kind === 'down_blocks') {
    return list === 'downsamplers' ? `enc.${at(level + 1)}_down` : `enc.${at(level)}_block${number}`
  }
  const up = last - level
  return list === 'upsamplers' ? `dec.${at(up - 1)}_up` : `dec.${at(up)}_block${number}`
}

/** Fewer channels than this are normalised in groups of four there, in 32 groups here. */
const NARROWEST = 128

/** The network that names and shapes tell of, with heads of 64 channels. Throws UserError where it is another one. */
export function edmConfig(file: WeightFile): UNetConfig {
  const prefix = prefixOf(file.tensors)
  refuseOtherLevels(file, prefix)
  const shapeOf = (name: string) => file.tensors.get(`${prefix}${name}`)?.shape
  const names = [...file.tensors.keys()].map((name) => name.slice(prefix.length))
  const sides = [
    ...new Set(names.flatMap((name) => /^enc\.(\d+)x\1_/.exec(name)?.[1] ?? []).map(Number)),
  ]
  sides.sort((a, b) => b - a)
  const [side = 0] = sides
  if (
    side === 0 ||
    !file.tensors.has(`${prefix}enc.${side}x${side}_conv.weight`) ||
    names.some((name) => name.includes('_aux_'))
  ) {
    throw new UserError(
      `${file.name} is a network of NVIDIA's EDM of the kind DDPM++ or NCSN++, which is not built here; use one of ` +
        'the kind ADM, such as edm-imagenet-64x64-cond-adm',
    )
  }
  const at = (i: number) => `enc.${sides[i]}x${sides[i]}_block0`
  const attends = sides.map((_, i) => shapeOf(`${at(i)}.qkv.weight`) !== undefined)
  const channels = sides.map((_, i) => shapeOf(`${at(i)}.conv0.weight`)?.[0] ?? null)
  if (channels.some((count) => count !== null && count < NARROWEST)) {
    throw new UserError(
      `${file.name} is a network of NVIDIA's EDM with fewer than ${NARROWEST} channels, which that program normalises in ` +
        `another way; use one with ${NARROWEST} channels or more`,
    )
  }
  return parseUNetConfig(
    {
      sample_size: side,
      block_out_channels: channels,
      layers_per_block: names.filter((name) =>
        new RegExp(`^enc\\.${side}x${side}_block\\d+\\.conv0\\.weight$`).test(name),
      ).length,
      down_block_types: attends.map((a) => (a ? 'AttnDownBlock2D' : 'ResnetDownsampleBlock2D')),
      up_block_types: attends.map((a) => (a ? 'AttnUpBlock2D' : 'ResnetUpsampleBlock2D')).reverse(),
      downsample_type: 'resnet',
      upsample_type: 'resnet',
      attention_head_dim: 64,
      resnet_time_scale_shift: 'scale_shift',
      num_class_embeds: shapeOf('map_label.weight')?.[1] ?? null,
      attn_norm_num_groups: 32,
    },
    file.name,
  )
}

/** The same program counts the noise of iDDPM in steps of a table, and its networks give a variance besides. */
function refuseOtherLevels({ name, tensors }: WeightFile, prefix: string): void {
  const [outputs = 3] = tensors.get(`${prefix}out_conv.weight`)?.shape ?? []
  if (outputs === 3 && !tensors.has('u')) return
  throw new UserError(
    `${name} is a network of NVIDIA's EDM with the noise levels of iDDPM, which are not built here; use one with those ` +
      'of EDM, such as edm-imagenet-64x64-cond-adm',
  )
}

function prefixOf(tensors: WeightFile['tensors']): string {
  return tensors.has('model.map_layer0.weight') ? 'model.' : ''
}
