/**
 * Which input and output of an ONNX graph is what, by names and shapes, and what has to be asked. Pure.
 */
import type {
  GraphPort,
  GraphRoles,
  ImportQuestion,
} from '../../../src-shared/contract/models-api.ts'
import { sentence } from '../../../src-shared/contract/sentences.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import type { OnnxFile, OnnxPort } from '../../../src-shared/importers/onnx-file.ts'

type Guess = { readonly [Role in keyof GraphRoles]: GraphRoles[Role] | null }

export type RolesFound =
  | { readonly kind: 'clear'; readonly roles: GraphRoles }
  | { readonly kind: 'unclear'; readonly question: ImportQuestion }

type Ports = Pick<OnnxFile, 'inputs' | 'outputs'>

const NAMES = {
  image: /^(x|x_t|sample|image|images|noisy|noisy_image|input)$/i,
  noise: /sigma|noise|time|^t$/i,
  labels: /label|class|^y$/i,
  output: /^(estimate|denoised|out_sample|output|x0|x_0|pred_x0|sample)$/i,
}

/**
 * The roles as far as `said` and the graph tell them. Throws UserError for a graph that is none of a model of images,
 * and for what was said and cannot be.
 */
export function findRoles(ports: Ports, file: string, said: Partial<GraphRoles> = {}): RolesFound {
  const image = pick(ports.inputs.filter(isImage), NAMES.image)
  if (image.likely === null && said.image === undefined) throw notOfImages(ports, file)
  const noise = pick(ports.inputs.filter(isLevel), NAMES.noise)
  if (noise.likely === null && said.noise === undefined) throw withoutNoise(file)
  const labels = pick(ports.inputs.filter(isLabel), NAMES.labels)
  const output = pick(ports.outputs.filter(isImage), NAMES.output)
  if (output.likely === null && said.output === undefined) throw notOfImages(ports, file)
  const computes = kindOf(said.noise ?? noise.likely ?? '')
  const found = { image, noise, labels, output, computes }
  const likely: Guess = {
    image: said.image ?? image.likely,
    noise: said.noise ?? noise.likely,
    labels: said.labels === undefined ? labels.likely : said.labels,
    output: said.output ?? output.likely,
    computes: said.computes ?? computes.likely,
  }
  const unclear = ROLES.filter((role) => said[role] === undefined && !found[role].isSure)
  const { inputs, outputs } = ports
  if (unclear.length > 0) return { kind: 'unclear', question: { inputs, outputs, likely, unclear } }
  return { kind: 'clear', roles: checked(likely, ports, file) }
}

const ROLES = ['image', 'noise', 'labels', 'output', 'computes'] as const

interface Picked<Value> {
  readonly likely: Value | null
  readonly isSure: boolean
}

/** The only port, or the only one with a telling name. Nothing to pick from is sure as well. */
function pick(ports: readonly OnnxPort[], telling: RegExp): Picked<string> {
  const named = ports.filter(({ name }) => telling.test(name))
  const [only] = named.length === 1 ? named : ports
  return { likely: only?.name ?? null, isSure: ports.length <= 1 || named.length === 1 }
}

/** Who calls it sigma means the level itself; what a time or a condition means, only its maker knows. */
function kindOf(noise: string): Picked<GraphRoles['computes']> {
  if (/^sigmas?$/i.test(noise)) return { likely: 'clean-image', isSure: true }
  return { likely: /time|^t$|c_?noise/i.test(noise) ? 'raw-network' : 'clean-image', isSure: false }
}

const FLOATS: readonly string[] = ['float32', 'float64', 'float16']

/** [B, 3, H, W], where H and W are more than one pixel. */
function isImage({ type, shape }: OnnxPort): boolean {
  const [, channels, height, width] = shape
  const many = (extent: number | null | undefined) => extent === null || (extent ?? 0) > 1
  return (
    FLOATS.includes(type) &&
    shape.length === 4 &&
    (channels === 3 || channels === null) &&
    many(height) &&
    many(width)
  )
}

/** One number, or one for each image. */
function isLevel({ type, shape }: OnnxPort): boolean {
  return FLOATS.includes(type) && shape.slice(1).every((extent) => extent === 1)
}

function isLabel({ type, shape }: OnnxPort): boolean {
  return /^int(32|64)$/.test(type) && shape.slice(1).every((extent) => extent === 1)
}

function checked(likely: Guess, { inputs, outputs }: Ports, file: string): GraphRoles {
  const { image, noise, labels, output, computes } = likely
  const given = [image, noise, labels].filter((name) => name !== null)
  for (const [name, ports] of [
    ...given.map((one) => [one, inputs] as const),
    [output, outputs] as const,
  ]) {
    const port = ports.find((one) => one.name === name)
    if (!port)
      throw new UserError(
        `${file} has no ${ports === inputs ? 'input' : 'output'} ${String(name)}; it has ${listed(ports)}`,
      )
    if (name !== labels && port.type !== 'float32') throw wrongType(file, port)
    if (name === labels && !/^int(32|64)$/.test(port.type)) throw wrongType(file, port)
  }
  const other = inputs.find(({ name }) => !given.includes(name))
  if (other) {
    throw new UserError(sentence('graphExtraInput', { file, input: other.name }))
  }
  if (image === null || noise === null || output === null || computes === null || image === noise) {
    throw new UserError(`${file} needs an image and a noise level as two inputs; name them both`)
  }
  return { image, noise, labels, output, computes }
}

function wrongType(file: string, { name, type }: OnnxPort): UserError {
  return new UserError(
    `${file} has ${name} as ${type}; export it with images and noise levels as float32, and classes as int32 or int64`,
  )
}

/** What such a graph is, where its inputs tell. */
function notOfImages({ inputs }: Ports, file: string): UserError {
  const has = (name: RegExp) => inputs.some((input) => name.test(input.name))
  if (has(/timestep_cond/)) return ofLatents(file, 'a latent consistency model (LCM)')
  if (has(/encoder_hidden_states/))
    return ofLatents(file, 'the UNet of Stable Diffusion or a relative of it')
  return new UserError(sentence('graphNotImages', { file, inputs: listed(inputs) }))
}

function ofLatents(file: string, what: string): UserError {
  return new UserError(sentence('modelForeign', { file, kind: `${what}, which works on latents` }))
}

function withoutNoise(file: string): UserError {
  return new UserError(sentence('graphNoNoise', { file }))
}

/** Such as 'x [?, 3, 64, 64], sigma [?]'. */
export function listed(ports: readonly GraphPort[]): string {
  if (ports.length === 0) return 'none'
  const shown = ports
    .slice(0, 10)
    .map(({ name, shape }) => `${name.slice(0, 60)} [${shape.map((n) => n ?? '?').join(', ')}]`)
  return shown.join(', ')
}
