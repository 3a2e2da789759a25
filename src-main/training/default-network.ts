/**
 * The network that a run without a base model trains: small enough for a processor, large enough for texture.
 */
import type { UNetConfig } from '../../src-shared/onnx/networks/unet-config.ts'
import type { Network } from '../../src-shared/onnx/networks/consistency.ts'

const config: UNetConfig = {
  sampleSize: 32,
  inChannels: 12,
  outChannels: 12,
  centerInputSample: false,
  timeEmbeddingType: 'positional',
  timeEmbeddingDim: null,
  freqShift: 0,
  flipSinToCos: true,
  downBlockTypes: ['DownBlock2D', 'DownBlock2D', 'DownBlock2D'],
  midBlockType: 'UNetMidBlock2D',
  upBlockTypes: ['UpBlock2D', 'UpBlock2D', 'UpBlock2D'],
  blockOutChannels: [32, 64, 96],
  layersPerBlock: 1,
  midBlockScaleFactor: 1,
  downsamplePadding: 1,
  downsampleType: 'conv',
  upsampleType: 'conv',
  dropout: 0,
  actFn: 'silu',
  attentionHeadDim: 32,
  normNumGroups: 8,
  attnNormNumGroups: null,
  normEps: 1e-5,
  resnetTimeScaleShift: 'scale_shift',
  addAttention: false,
  classEmbedType: null,
  numClassEmbeds: null,
  numTrainTimesteps: null,
}

/** 64-pixel RGB patches folded 2x2 into 12 channels of 32 pixels; 1.76 million parameters. */
export const DEFAULT_NETWORK: Network = { config, folding: 2 }
