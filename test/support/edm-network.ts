/**
 * A small network of NVIDIA's program for EDM (its form of ADM, DhariwalUNet) written out a second time in plain loops:
 * names and shapes of the parameters as its constructor makes them, values by its forward pass. Knows nothing of ours.
 */
import { normals } from '../../src-shared/tensor/random.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'

/** [C, S, S] of one sample. */
interface Plane {
  readonly channels: number
  readonly side: number
  readonly data: Float64Array
}

export interface EdmNetwork {
  /** Every parameter and buffer by its name, as torch's state_dict() lists them; filled by the first forward pass. */
  readonly tensors: ReadonlyMap<string, Tensor>
  /** The raw network for c_in x [3, S, S], c_noise and a class. */
  readonly forward: (x: ArrayLike<number>, noise: number, label: number) => Float64Array
}

interface Settings {
  /** Side of the pictures; each level halves it. */
  readonly side: number
  /** Channels of each level: model_channels * channel_mult. */
  readonly channels: readonly number[]
  readonly blocks: number
  /** Sides at which blocks attend, with 64 channels a head. */
  readonly attends: readonly number[]
  readonly classes: number
}

export function edmNetwork(settings: Settings): EdmNetwork {
  const { side, channels, blocks, attends, classes } = settings
  const tensors = new Map<string, Tensor>()
  const own = (name: string, shape: readonly number[]): Float32Array => {
    const known = tensors.get(name)
    if (known) return known.data
    const scale = name.includes('norm')
      ? 0.2
      : 1 / Math.sqrt(shape.slice(1).reduce((a, b) => a * b, 4))
    const offset = /norm\d?\.weight$/.test(name) ? 1 : 0
    const data = normals(5, tensors.size, shape).data.map((value) => offset + scale * value)
    tensors.set(name, { shape, data })
    return data
  }
  const linear = (name: string, x: Float64Array, out: number) => {
    const [weight, bias] = [own(`${name}.weight`, [out, x.length]), own(`${name}.bias`, [out])]
    return Float64Array.from(bias, (b, i) =>
      x.reduce((sum, v, j) => sum + v * at(weight, i * x.length + j), b),
    )
  }
  const conv = (name: string, x: Plane, out: number, kernel: 1 | 3): Plane => {
    const weight = own(`${name}.weight`, [out, x.channels, kernel, kernel])
    return convolved(x, { weight, bias: own(`${name}.bias`, [out]), kernel })
  }
  const norm = (name: string, x: Plane): Plane =>
    normalised(x, own(`${name}.weight`, [x.channels]), own(`${name}.bias`, [x.channels]))

  const attention = (name: string, x: Plane): Plane => {
    const mixed = attended(
      conv(`${name}.qkv`, norm(`${name}.norm2`, x), 3 * x.channels, 1),
      x.channels / 64,
    )
    return plus(conv(`${name}.proj`, mixed, x.channels, 1), x)
  }
  const block = (name: string, x: Plane, { out, emb, resample, attend }: BlockOptions): Plane => {
    if (resample)
      for (const part of ['conv0', 'skip']) own(`${name}.${part}.resample_filter`, [1, 1, 2, 2])
    const scaled = (plane: Plane) => (resample === undefined ? plane : RESAMPLE[resample](plane))
    const first = conv(`${name}.conv0`, scaled(each(norm(`${name}.norm0`, x), silu)), out, 3)
    const affine = linear(`${name}.affine`, emb, 2 * out)
    const inner = norm(`${name}.norm1`, first)
    const moved = perChannel(inner, (c, v) => silu(v * (at(affine, c) + 1) + at(affine, out + c)))
    const straight = x.channels === out ? scaled(x) : conv(`${name}.skip`, scaled(x), out, 1)
    const sum = plus(conv(`${name}.conv1`, moved, out, 3), straight)
    return attend === true ? attention(name, sum) : sum
  }
  const embed = (noise: number, label: number): Float64Array => {
    const [model = 0] = channels
    const angle = (i: number) => noise * (1 / 10_000) ** (i / (model / 2))
    const position = Float64Array.from({ length: model }, (_, i) =>
      i < model / 2 ? Math.cos(angle(i)) : Math.sin(angle(i - model / 2)),
    )
    const inner = linear(
      'map_layer1',
      linear('map_layer0', position, 4 * model).map(silu),
      4 * model,
    )
    const labels = own('map_label.weight', [4 * model, classes])
    return inner.map((value, i) => silu(value + at(labels, i * classes + label)))
  }
  const forward: EdmNetwork['forward'] = (image, noise, label) => {
    const emb = embed(noise, label)
    const attend = (size: number) => attends.includes(size)
    let x: Plane = { channels: 3, side, data: Float64Array.from(image) }
    const skips: Plane[] = []
    const keep = (plane: Plane) => skips.push((x = plane))
    for (const [level, out] of channels.entries()) {
      const size = side >> level
      const name = `enc.${size}x${size}`
      if (level === 0) keep(conv(`${name}_conv`, x, out, 3))
      else keep(block(`${name}_down`, x, { out: x.channels, emb, resample: 'down' }))
      for (let i = 0; i < blocks; i++)
        keep(block(`${name}_block${i}`, x, { out, emb, attend: attend(size) }))
    }
    for (const [level, out] of [...channels.entries()].reverse()) {
      const size = side >> level
      const name = `dec.${size}x${size}`
      if (level === channels.length - 1) {
        x = block(`${name}_in0`, x, { out, emb, attend: true })
        x = block(`${name}_in1`, x, { out, emb })
      } else x = block(`${name}_up`, x, { out: x.channels, emb, resample: 'up' })
      for (let i = 0; i <= blocks; i++) {
        const skip = skips.pop()
        if (skip) x = joined(x, skip)
        x = block(`${name}_block${i}`, x, { out, emb, attend: attend(size) })
      }
    }
    return conv('out_conv', each(norm('out_norm', x), silu), 3, 3).data
  }
  return { tensors, forward }
}

interface BlockOptions {
  readonly out: number
  readonly emb: Float64Array
  readonly resample?: keyof typeof RESAMPLE
  readonly attend?: boolean
}

const at = (values: ArrayLike<number>, index: number): number => values[index] ?? NaN
const silu = (value: number): number => value / (1 + Math.exp(-value))
const each = (x: Plane, change: (value: number) => number): Plane => ({
  ...x,
  data: x.data.map(change),
})
const plus = (a: Plane, b: Plane): Plane => ({
  ...a,
  data: a.data.map((value, i) => value + at(b.data, i)),
})
const perChannel = (x: Plane, change: (channel: number, value: number) => number): Plane => ({
  ...x,
  data: x.data.map((value, i) => change(Math.floor(i / x.side ** 2), value)),
})
const joined = (a: Plane, b: Plane): Plane => ({
  ...a,
  channels: a.channels + b.channels,
  data: Float64Array.of(...a.data, ...b.data),
})

/** Its filter [1, 1] halves by means of four and doubles by repeating. */
const RESAMPLE = {
  down: (x: Plane): Plane =>
    resized(x, x.side / 2, (c, row, column) => {
      const four = [0, 1].flatMap((i) =>
        [0, 1].map((j) => pixel(x, c, [2 * row + i, 2 * column + j])),
      )
      return four.reduce((a, b) => a + b) / 4
    }),
  up: (x: Plane): Plane =>
    resized(x, 2 * x.side, (c, row, column) => pixel(x, c, [row >> 1, column >> 1])),
}

function resized(
  x: Plane,
  side: number,
  value: (c: number, row: number, column: number) => number,
): Plane {
  const data = Float64Array.from({ length: x.channels * side ** 2 }, (_, i) =>
    value(Math.floor(i / side ** 2), Math.floor(i / side) % side, i % side),
  )
  return { channels: x.channels, side, data }
}

function pixel(
  { side, data }: Plane,
  channel: number,
  [row, column]: readonly [number, number],
): number {
  return at(data, (channel * side + row) * side + column)
}

interface Kernel {
  /** [out, in, kernel, kernel]. */
  readonly weight: Float32Array
  readonly bias: Float32Array
  readonly kernel: 1 | 3
}

/** Sums plane by plane: for each factor of the kernel the whole picture, moved. */
function convolved(x: Plane, { weight, bias, kernel }: Kernel): Plane {
  const { side, channels } = x
  const padded = padding(x)
  const wide = side + 2
  const data = new Float64Array(bias.length * side ** 2).map((_, i) =>
    at(bias, Math.floor(i / side ** 2)),
  )
  weight.forEach((factor, i) => {
    const [column, row] = kernel === 3 ? [i % 3, Math.floor(i / 3) % 3] : [1, 1]
    const plane = Math.floor(i / kernel ** 2)
    const from = (plane % channels) * wide ** 2 + row * wide + column
    const to = Math.floor(plane / channels) * side ** 2
    for (let j = 0; j < side ** 2; j++) {
      data[to + j] =
        at(data, to + j) + factor * at(padded, from + Math.floor(j / side) * wide + (j % side))
    }
  })
  return { channels: bias.length, side, data }
}

/** One zero around every channel. */
function padding({ channels, side, data }: Plane): Float64Array {
  const wide = side + 2
  const padded = new Float64Array(channels * wide ** 2)
  data.forEach((value, i) => {
    const [channel, row, column] = [
      Math.floor(i / side ** 2),
      Math.floor(i / side) % side,
      i % side,
    ]
    padded[(channel * wide + row + 1) * wide + column + 1] = value
  })
  return padded
}

/** In 32 groups. */
function normalised(x: Plane, weight: Float32Array, bias: Float32Array): Plane {
  const size = x.data.length / 32
  const groups = Array.from({ length: 32 }, (_, g) => x.data.subarray(g * size, (g + 1) * size))
  const moments = groups.map((values) => {
    const mean = values.reduce((a, b) => a + b, 0) / size
    return { mean, variance: values.reduce((a, b) => a + (b - mean) ** 2, 0) / size }
  })
  return perChannel(x, (c, value) => {
    const { mean, variance } = moments[Math.floor((c * 32) / x.channels)] ?? {
      mean: NaN,
      variance: NaN,
    }
    return ((value - mean) / Math.sqrt(variance + 1e-5)) * at(weight, c) + at(bias, c)
  })
}

/** Rows of qkv [heads, 64, 3]: query, key and value of a channel lie side by side. */
function attended(qkv: Plane, heads: number): Plane {
  const [pixels, width] = [qkv.side ** 2, qkv.channels / 3 / heads]
  const row = (head: number, c: number, kind: number) => ((head * width + c) * 3 + kind) * pixels
  const data = new Float64Array(qkv.data.length / 3)
  for (let head = 0; head < heads; head++) {
    for (let q = 0; q < pixels; q++) {
      const scores = Array.from({ length: pixels }, (_, k) => {
        let sum = 0
        for (let c = 0; c < width; c++)
          sum += at(qkv.data, row(head, c, 0) + q) * at(qkv.data, row(head, c, 1) + k)
        return Math.exp(sum / Math.sqrt(width))
      })
      const total = scores.reduce((a, b) => a + b, 0)
      for (let c = 0; c < width; c++) {
        const value = scores.reduce((sum, s, k) => sum + s * at(qkv.data, row(head, c, 2) + k), 0)
        data[(head * width + c) * pixels + q] = value / total
      }
    }
  }
  return { channels: qkv.channels / 3, side: qkv.side, data }
}
