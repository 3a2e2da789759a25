/**
 * Recipes as files: JSON that people can read, with masks and strokes packed into text. Everything
 * in a file is checked here, so that whoever gets a recipe may trust its shape.
 */
import { deflateSync, inflateSync } from 'node:zlib'
import { z } from 'zod'
import { FILLS } from '../../src-shared/contract/edits-api.ts'
import type { Recipe } from '../../src-shared/contract/edits-api.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'

/** What the first line of such a file says. */
const FORMAT = 'selfsame-recipe'

/** Widest and highest that a mask or a stroke may be, so that a short file cannot ask for all memory. */
const LONGEST_SIDE = 100_000
const MOST_PIXELS = 500_000_000

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER)
const place = z.int().min(-LONGEST_SIDE).max(LONGEST_SIDE)
const side = z.int().min(0).max(LONGEST_SIDE)
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256')
const region = z
  .strictObject({ x: place, y: place, width: side, height: side })
  .refine(({ width, height }) => width * height <= MOST_PIXELS, 'is too large')

const mask = z.strictObject({ region, coverage: z.string() }).transform((packed, context) => ({
  region: packed.region,
  coverage: unpack(packed.coverage, areaOf(packed.region), context),
}))
const paint = z.strictObject({ region, rgba: z.string() }).transform((packed, context) => ({
  region: packed.region,
  rgba: unpack(packed.rgba, 4 * areaOf(packed.region), context),
}))
const scale = z.literal([2, 3, 4, 8])

const task = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('remove'),
    mask,
    opaque: z.boolean().exactOptional(),
    fill: z.enum(FILLS).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('colorize'), hints: z.array(paint).exactOptional() }),
  z.strictObject({ kind: z.literal('enlarge'), scale }),
  z.strictObject({
    kind: z.literal('restore'),
    mask: mask.exactOptional(),
    grey: z.boolean(),
    scale: scale.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('denoise'), sigma: z.number().positive().exactOptional() }),
  z.strictObject({
    kind: z.literal('paint'),
    strokes: z.array(paint),
    strength: z.number().min(0).max(1),
  }),
  z.strictObject({
    kind: z.literal('blend'),
    other: z.string(),
    frames: z.int().min(2).max(100_000),
  }),
  z.strictObject({ kind: z.literal('generate'), count: z.literal(1) }),
])

const steps = z.int().min(0).max(1000)

const recipe = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  source: z.union([hash, z.literal('')]),
  task,
  model: z.strictObject({ id: z.string().min(1), hash }),
  steps,
  stepsAsked: steps.min(1).exactOptional(),
  sigmas: z.array(z.number().positive()),
  seed: count,
  label: count.exactOptional(),
  frame: count.exactOptional(),
  other: hash.exactOptional(),
  device: z.string(),
  result: hash,
})

/** The text of a recipe file. */
export function printRecipe(made: Recipe): string {
  const packed = (_: string, value: unknown) =>
    value instanceof Uint8Array ? deflateSync(value).toString('base64') : value
  return `${JSON.stringify({ format: FORMAT, ...made }, packed, 2)}\n`
}

/** The recipe in the bytes of a file. Throws UserError saying what is wrong with the file `name`. */
export function parseRecipe(bytes: Uint8Array, name: string): Recipe {
  const parsed = recipe.safeParse(parseJson(bytes, name))
  if (!parsed.success) throw explain(parsed.error, name)
  const { format, ...made } = parsed.data
  if (format !== FORMAT) throw new Error('the schema let another format through')
  return made
}

function parseJson(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new UserError(sentence('recipeNone', { file: name }), { cause })
  }
}

function explain(error: z.ZodError, name: string): UserError {
  const [issue] = error.issues
  const path = issue?.path.join('.') ?? ''
  if (path === 'format' || path === '') {
    return new UserError(sentence('recipeNone', { file: name }))
  }
  if (path === 'version') {
    return new UserError(sentence('recipeNewer', { file: name }))
  }
  const fault = `'${path}' in it is wrong (${issue?.message ?? 'unknown'})`
  return new UserError(sentence('recipeDamaged', { file: name, fault }))
}

function areaOf({ width, height }: { readonly width: number; readonly height: number }): number {
  return width * height
}

/** Exactly `length` bytes; never more memory than that, whatever the text claims. */
function unpack(text: string, length: number, context: z.RefinementCtx): Uint8Array {
  try {
    const bytes = inflateSync(Buffer.from(text, 'base64'), { maxOutputLength: Math.max(length, 1) })
    if (bytes.length === length) return new Uint8Array(bytes)
  } catch {
    // Said below, as for bytes that are too few.
  }
  context.addIssue({ code: 'custom', message: `does not hold ${length} samples` })
  return z.NEVER
}
