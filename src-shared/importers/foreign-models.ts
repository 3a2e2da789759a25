/**
 * Models of other kinds, known by their tensors' names or their settings: what to say to who brings one.
 */
import { sentence, type Sentence } from '../contract/sentences.ts'

type Sign = readonly [pattern: RegExp, what: string]

/** By the names of tensors. The first that fits counts. */
const TENSOR_SIGNS: readonly Sign[] = [
  [
    /\.cond_proj\.weight$/,
    'a latent consistency model (LCM), which works on the latents of Stable Diffusion',
  ],
  [/lora_(up|down|A|B)\b|\.lora\./, 'a LoRA, an addition to another model'],
  [/^model\.diffusion_model\./, 'a Stable Diffusion checkpoint'],
  [
    /^(first_stage_model|quant_conv|post_quant_conv|decoder\.up_blocks|encoder\.down_blocks)/,
    'an autoencoder (VAE)',
  ],
  [/^(conditioner|cond_stage_model|text_model)\./, 'a text encoder'],
  [
    /^(double_blocks|single_blocks|joint_blocks|single_transformer_blocks)\./,
    'a Flux or Stable Diffusion 3 model',
  ],
  [/transformer_blocks\.\d+\.attn2\./, 'the UNet of Stable Diffusion'],
  [/^controlnet_|^input_hint_block\./, 'a ControlNet'],
  [/^(model\.)?layers\.\d+\.self_attn\./, 'a language model'],
]

/** By `_class_name` of a configuration or an index. */
const CLASS_SIGNS: readonly Sign[] = [
  [
    /^LatentConsistency|^LCM/,
    'a latent consistency model (LCM), which works on the latents of Stable Diffusion',
  ],
  [
    /^StableDiffusion|^UNet2DConditionModel$|^Flux|^SD3/,
    'a Stable Diffusion model or a relative of it',
  ],
  [/^(DDPM|DDIM|PNDM|ScoreSdeVe|LDM)/, 'a diffusion model that samples in many steps'],
  [/^(AutoencoderKL|VQModel|AutoencoderTiny)/, 'an autoencoder (VAE)'],
  [/^ControlNet/, 'a ControlNet'],
  [/Transformer.*Model$|^DiT/, 'a diffusion transformer'],
]

/** What a file is with tensors of these names; null where nothing foreign is known of them. */
export function foreignTensors(names: Iterable<string>): string | null {
  const all = [...names]
  const sign = TENSOR_SIGNS.find(([pattern]) => all.some((name) => pattern.test(name)))
  return sign?.[1] ?? null
}

/** No class has a longer name; in endless ones the patterns would search for hours. */
const LONGEST_NAME = 200

/** What a model is whose settings name this class; null where that is not known. */
export function foreignClass(className: string): string | null {
  const name = className.slice(0, LONGEST_NAME)
  const sign = CLASS_SIGNS.find(([pattern]) => pattern.test(name))
  return sign?.[1] ?? null
}

type Magic = readonly [bytes: string, what: string]

const MAGICS: readonly Magic[] = [
  ['GGUF', 'a GGUF file, made for language models'],
  ['\x89HDF', 'an HDF5 file, as Keras writes'],
]

const PACKERS: readonly Magic[] = [
  ['\x1f\x8b', 'gzip'],
  ['7z\xbc\xaf', '7-Zip'],
  ['Rar!', 'RAR'],
]

/** What to say of a file that begins with these bytes and that nothing here reads; null where nothing is known of it. */
export function foreignFile(start: Uint8Array, file: string): Sentence | null {
  const text = String.fromCharCode(...start.subarray(0, 200))
  const whatOf = (magics: readonly Magic[]) => magics.find(([bytes]) => text.startsWith(bytes))?.[1]
  if (text.startsWith('version https://git-lfs')) return sentence('modelPointer', { file })
  if (/^\s*<(!doctype|html|\?xml)/i.test(text)) return sentence('modelWebPage', { file })
  const program = whatOf(PACKERS)
  if (program !== undefined) return sentence('modelPacked', { file, program })
  const kind = whatOf(MAGICS)
  return kind === undefined ? null : sentence('modelForeign', { file, kind })
}
