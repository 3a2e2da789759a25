/**
 * OpenAI's names and shapes, listed as the constructor of their program builds its modules, against what is read from
 * them without any settings.
 */
import { describe, expect, test } from 'vitest'
import { bytesSource } from '../../../src-shared/importers/byte-source.ts'
import { openaiOrigins } from '../../../src-shared/importers/openai-names.ts'
import { ARCHITECTURES } from '../../../src-shared/importers/published-models.ts'
import { readNetwork } from '../../../src-shared/importers/read-network.ts'
import type { WeightFile } from '../../../src-shared/importers/weights.ts'
import { unetParameters } from '../../../src-shared/onnx/networks/unet-parameters.ts'
import { sizeOf } from '../../../src-shared/tensor/tensor.ts'

interface Program {
  readonly channels: number
  readonly multiples: readonly number[]
  readonly blocks: number
  /** Factors by which a level is smaller than the image where it has attention. */
  readonly attention: readonly number[]
  readonly scaleShift: boolean
  readonly classes: number | null
}

const IMAGENET_64: Program = {
  ...{ channels: 192, multiples: [1, 2, 3, 4], blocks: 3, attention: [2, 4, 8] },
  ...{ scaleShift: true, classes: 1000 },
}
const LSUN_256: Program = {
  ...{ channels: 256, multiples: [1, 1, 2, 2, 4, 4], blocks: 2, attention: [8, 16, 32] },
  ...{ scaleShift: false, classes: null },
}

type Shapes = Map<string, readonly number[]>

/** Names and shapes in the order in which the modules are made, which is that of the forward pass. */
function parametersOf(program: Program): Shapes {
  const { channels, multiples, blocks, attention, scaleShift, classes } = program
  const width = 4 * channels
  const shapes: Shapes = new Map()
  const layer = (name: string, shape: readonly number[]) => {
    shapes.set(`${name}.weight`, shape)
    shapes.set(`${name}.bias`, shape.slice(0, 1))
  }
  const residual = (name: string, from: number, to: number) => {
    layer(`${name}.in_layers.0`, [from])
    layer(`${name}.in_layers.2`, [to, from, 3, 3])
    layer(`${name}.emb_layers.1`, [scaleShift ? 2 * to : to, width])
    layer(`${name}.out_layers.0`, [to])
    layer(`${name}.out_layers.3`, [to, to, 3, 3])
    if (from !== to) layer(`${name}.skip_connection`, [to, from, 1, 1])
  }
  const attends = (name: string, of: number) => {
    layer(`${name}.norm`, [of])
    layer(`${name}.qkv`, [3 * of, of, 1, 1])
    layer(`${name}.proj_out`, [of, of, 1, 1])
  }

  layer('time_embed.0', [width, channels])
  layer('time_embed.2', [width, width])
  if (classes !== null) shapes.set('label_emb.weight', [classes, width])
  layer('input_blocks.0.0', [channels, 3, 3, 3])
  const skips = [channels]
  let [now, down, at] = [channels, 1, 1]
  for (const [level, multiple] of multiples.entries()) {
    for (let i = 0; i < blocks; i++, at++) {
      residual(`input_blocks.${at}.0`, now, multiple * channels)
      now = multiple * channels
      if (attention.includes(down)) attends(`input_blocks.${at}.1`, now)
      skips.push(now)
    }
    if (level === multiples.length - 1) break
    residual(`input_blocks.${at++}.0`, now, now)
    skips.push(now)
    down *= 2
  }
  residual('middle_block.0', now, now)
  attends('middle_block.1', now)
  residual('middle_block.2', now, now)
  at = 0
  for (const [level, multiple] of [...multiples.entries()].reverse()) {
    for (let i = 0; i <= blocks; i++, at++) {
      residual(`output_blocks.${at}.0`, now + (skips.pop() ?? 0), multiple * channels)
      now = multiple * channels
      const hasAttention = attention.includes(down)
      if (hasAttention) attends(`output_blocks.${at}.1`, now)
      if (level === 0 || i < blocks) continue
      residual(`output_blocks.${at}.${hasAttention ? 2 : 1}`, now, now)
      down /= 2
    }
  }
  layer('out.0', [now])
  layer('out.2', [3, now, 3, 3])
  return shapes
}

function fileOf(shapes: Shapes): WeightFile {
  const source = bytesSource(Uint8Array.of(), 'weights.pt')
  const tensors = [...shapes].map(
    ([name, shape]) => [name, { dtype: 'F32', shape, source, begin: 0 }] as const,
  )
  return { name: 'weights.pt', tensors: new Map(tensors) }
}

describe.each([
  {
    ...{ program: IMAGENET_64, config: ARCHITECTURES.imagenet64, parameters: 295_899_267 },
    ...{ published: 'ct_imagenet64.pt', other: 'ct_cat256.pt' },
  },
  {
    ...{ program: LSUN_256, config: ARCHITECTURES.lsun256, parameters: 526_304_771 },
    ...{ published: 'edm_bedroom256_ema.pt', other: 'cd_imagenet64_l2.pt' },
  },
])('the network of $published', ({ program, config, parameters, published, other }) => {
  const shapes = parametersOf(program)

  test('has as many parameters as was published', () => {
    expect([...shapes.values()].reduce((sum, shape) => sum + sizeOf(shape), 0)).toBe(parameters)
  })

  test.each(['weights.pt', published])('is known without settings from %s', (fileName) => {
    const read = readNetwork(fileOf(shapes), { config: null, fileName })
    expect(read.config).toEqual(config)
    expect([...read.weights].map(([name, { shape }]) => ({ name, shape }))).toEqual(
      unetParameters(config),
    )
  })

  test('is not taken for another one that its file is called after', () => {
    const read = () => readNetwork(fileOf(shapes), { config: null, fileName: other })
    expect(read).toThrow(/weights\.pt/)
  })

  test.each([
    ['.conv1.weight', '.in_layers.2.weight'],
    ['.group_norm.bias', '.norm.bias'],
    ['.time_emb_proj.weight', '.emb_layers.1.weight'],
    ['.conv_shortcut.weight', '.skip_connection.weight'],
  ])('is passed through in the same order: %s', (ours, theirs) => {
    const originOf = openaiOrigins(config)
    const origins = unetParameters(config)
      .filter(({ name }) => name.endsWith(ours))
      .map(({ name }) => originOf(name).name)
    expect(origins).toEqual([...shapes.keys()].filter((name) => name.endsWith(theirs)))
  })
})

test('a network of another size takes the side that the name of the file tells', () => {
  const small = { ...IMAGENET_64, channels: 64, multiples: [1, 2], attention: [2], classes: 10 }
  const shapes = parametersOf(small)
  const read = (fileName: string) => readNetwork(fileOf(shapes), { config: null, fileName }).config
  expect(read('birds-32.pt')).toMatchObject({
    ...{ sampleSize: 32, blockOutChannels: [64, 128], layersPerBlock: 3, numClassEmbeds: 10 },
    downBlockTypes: ['ResnetDownsampleBlock2D', 'AttnDownBlock2D'],
  })
  expect(() => read('birds.pt')).toThrow(/weights\.pt/)
})
