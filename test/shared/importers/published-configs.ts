/**
 * The recipes of the published consistency models, as their unet/config.json state them.
 */

const common = {
  _class_name: 'UNet2DModel',
  act_fn: 'silu',
  add_attention: true,
  attention_head_dim: 64,
  center_input_sample: false,
  class_embed_type: null,
  downsample_padding: 1,
  downsample_type: 'resnet',
  upsample_type: 'resnet',
  flip_sin_to_cos: true,
  freq_shift: 0,
  in_channels: 3,
  out_channels: 3,
  mid_block_scale_factor: 1,
  norm_eps: 1e-5,
  norm_num_groups: 32,
  time_embedding_type: 'positional',
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)

export const imagenet64 = {
  ...common,
  sample_size: 64,
  block_out_channels: [192, 384, 576, 768],
  layers_per_block: 3,
  down_block_types: ['ResnetDownsampleBlock2D', ...times(3, 'AttnDownBlock2D')],
  up_block_types: [...times(3, 'AttnUpBlock2D'), 'ResnetUpsampleBlock2D'],
  resnet_time_scale_shift: 'scale_shift',
  num_class_embeds: 1000,
  attn_norm_num_groups: 32,
}

export const lsun256 = {
  ...common,
  sample_size: 256,
  block_out_channels: [256, 256, 512, 512, 1024, 1024],
  layers_per_block: 2,
  down_block_types: [...times(3, 'ResnetDownsampleBlock2D'), ...times(3, 'AttnDownBlock2D')],
  up_block_types: [...times(3, 'AttnUpBlock2D'), ...times(3, 'ResnetUpsampleBlock2D')],
  resnet_time_scale_shift: 'default',
  num_class_embeds: null,
  attn_norm_num_groups: null,
}
