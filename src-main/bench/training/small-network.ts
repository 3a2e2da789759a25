/**
 * Networks for grey pictures of a few pixels, small enough that a study of many runs takes minutes.
 */
import type { Network } from '../../../src-shared/onnx/networks/consistency.ts'
import { DEFAULT_NETWORK } from '../../training/default-network.ts'

export interface SmallNetwork {
  /** Side of the pictures. */
  readonly side: number
  readonly folding: 1 | 2
  /** From the finest level to the coarsest. */
  readonly channels: readonly number[]
  /** Groups of the normalisations. */
  readonly groups: number
}

/** A network for pictures [B, 1, side, side]. */
export function smallNetwork({ side, folding, channels, groups }: SmallNetwork): Network {
  const config = {
    ...DEFAULT_NETWORK.config,
    sampleSize: side / folding,
    inChannels: folding ** 2,
    outChannels: folding ** 2,
    blockOutChannels: channels,
    downBlockTypes: channels.map(() => 'DownBlock2D' as const),
    upBlockTypes: channels.map(() => 'UpBlock2D' as const),
    normNumGroups: groups,
  }
  return { config, folding }
}
