/**
 * Models of other kinds, known by their tensors' names or their settings: what to say to who brings one.
 */

const NOT_FOR_EDITING = 'Selfsame edits with consistency models of pixels; bring one of those'

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

/** The sentence about a file with tensors of these names; null where nothing foreign is known of them. */
export function foreignTensors(names: Iterable<string>): string | null {
  const all = [...names]
  const sign = TENSOR_SIGNS.find(([pattern]) => all.some((name) => pattern.test(name)))
  return sign ? sentence(sign[1]) : null
}

/** The sentence about a model whose settings name this class. */
export function foreignClass(className: string): string | null {
  const sign = CLASS_SIGNS.find(([pattern]) => pattern.test(className))
  return sign ? sentence(sign[1]) : null
}

type Magic = readonly [bytes: string, what: string]

const MAGICS: readonly Magic[] = [
  ['GGUF', 'a GGUF file, made for language models'],
  ['\x89HDF', 'an HDF5 file, as Keras writes'],
  ['\x1f\x8b', 'packed with gzip; unpack it first'],
  ['7z\xbc\xaf', 'packed with 7-Zip; unpack it first'],
  ['Rar!', 'packed with RAR; unpack it first'],
]

/** What a file is that begins with these bytes and that nothing here reads; null where that is not known. */
export function foreignFile(start: Uint8Array): string | null {
  const text = String.fromCharCode(...start.subarray(0, 200))
  if (text.startsWith('version https://git-lfs')) {
    return 'is only a Git LFS pointer, not the weights; fetch the real file with "git lfs pull"'
  }
  if (/^\s*<(!doctype|html|\?xml)/i.test(text)) {
    return 'is a web page, not the file that it links to; download it with the button of that page'
  }
  const magic = MAGICS.find(([bytes]) => text.startsWith(bytes))
  return magic ? `is ${magic[1]}` : null
}

function sentence(what: string): string {
  return `is ${what}. ${NOT_FOR_EDITING}`
}
