/**
 * The constants of a recipe as a table of fields, and a recipe with some of them changed. Walks the recipe as it is:
 * a new recipe or constant shows up here by itself, with a wide range until the table of fields says more.
 */
import type {
  FieldValue,
  FieldValues,
  RecipeField,
  RecipeReport,
} from '../../src-shared/contract/training-api.ts'
import { UsageError } from '../../src-shared/contract/user-error.ts'
import type { Network } from '../../src-shared/onnx/networks/consistency.ts'
import { defaultRecipe, hasTeacher, recipeNames } from '../../src-shared/training/recipe.ts'
import type { RecipeName, TrainRecipe } from '../../src-shared/training/recipe.ts'
import { FIELD_TABLE } from './field-table.ts'
import type { FieldEntry } from './field-table.ts'

/** Parts of a recipe that are chosen by other means: name and length are the plan's, the kind of levels is the recipe. */
const ELSEWHERE: ReadonlySet<string> = new Set(['name', 'steps', 'batch', 'levels.kind'])

/** Every recipe with its fields as they are for `network`. */
export function recipeReports(network: Network): readonly RecipeReport[] {
  return recipeNames.map((name) => reportOf(name, network))
}

function reportOf(name: RecipeName, network: Network): RecipeReport {
  const recipe = defaultRecipe(name, { network, steps: 1, batch: 1 })
  const without = name === 'adapt' ? 'model' : 'optional'
  return { name, base: hasTeacher(recipe) ? 'teacher' : without, fields: recipeFields(recipe) }
}

/** The constants of a recipe, in its own order. */
export function recipeFields(recipe: TrainRecipe): readonly RecipeField[] {
  return walk(recipe, '').flatMap(([name, value]) => {
    const entry = FIELD_TABLE[name] ?? guess(value)
    if (ELSEWHERE.has(name) || entry === null) return []
    const { papers, ...limits } = entry
    const paper = papers?.[recipe.name]
    return [{ name, value, ...limits, ...(paper === undefined ? {} : { paper }) }]
  })
}

/** Something can be changed of every number; what an unknown word may be, nobody knows. */
function guess(value: FieldValue): FieldEntry | null {
  return typeof value === 'number' ? { kind: 'real', min: -1e9, max: 1e9, source: '' } : null
}

function walk(value: object, prefix: string): (readonly [string, FieldValue])[] {
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    const name = `${prefix}${key}`
    if (isFieldValue(item)) return [[name, item] as const]
    return typeof item === 'object' && item !== null ? walk(item, `${name}.`) : []
  })
}

function isFieldValue(value: unknown): value is FieldValue {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'number')
  return value === null || typeof value === 'number' || typeof value === 'string'
}

/** The values of the papers for CIFAR-10, where the defaults of `recipe` are others. */
export function paperValues(recipe: TrainRecipe): FieldValues {
  const differing = recipeFields(recipe).filter(({ paper }) => paper !== undefined)
  return Object.fromEntries(differing.map(({ name, paper }) => [name, paper ?? null]))
}

/**
 * The value that `text` stands for; 'none' is null or an empty list, and several numbers are joined by '+'.
 * UsageError where the recipe has no such field.
 */
export function parseField(recipe: TrainRecipe, name: string, text: string): FieldValue {
  const field = recipeFields(recipe).find((candidate) => candidate.name === name)
  if (!field) throw unknownField(recipe, name)
  if (text === 'none') return field.kind === 'reals' ? [] : null
  if (field.kind === 'choice') return text
  return field.kind === 'reals' ? text.split('+').map(Number) : Number(text)
}

function unknownField(recipe: TrainRecipe, name: string): UsageError {
  const known = recipeFields(recipe).map((field) => field.name)
  return new UsageError(`The recipe ${recipe.name} has no ${name}; it has ${known.join(', ')}.`)
}

/** `recipe` with some constants changed. UsageError naming the field where there is none such, or its value cannot be. */
export function withFields(recipe: TrainRecipe, values: FieldValues): TrainRecipe {
  const fields = new Map(recipeFields(recipe).map((field) => [field.name, field]))
  for (const [name, value] of Object.entries(values)) {
    const field = fields.get(name)
    if (!field) throw unknownField(recipe, name)
    checkValue(field, value)
  }
  return replaced(recipe, values, '')
}

function checkValue(field: RecipeField, value: FieldValue): void {
  const { name, kind, min = -Infinity, max = Infinity, choices = [], optional = false } = field
  const inRange = (number: number) => number >= min && number <= max
  const fits = {
    integer: () => typeof value === 'number' && Number.isInteger(value) && inRange(value),
    real: () => typeof value === 'number' && inRange(value),
    reals: () => Array.isArray(value) && value.every(inRange),
    choice: () => typeof value === 'string' && choices.includes(value),
  }
  if ((optional && value === null) || fits[kind]()) return
  const wanted = kind === 'choice' ? `one of ${choices.join(', ')}` : `${min} to ${max}`
  const whole = kind === 'integer' ? ' as a whole number' : ''
  throw new UsageError(`${name} takes ${wanted}${whole}, not ${String(value)}.`)
}

/** A copy with the leaves that `values` names by their dotted names replaced. */
function replaced<Part extends object>(part: Part, values: FieldValues, prefix: string): Part {
  const entries = Object.entries(part).map(([key, item]: [string, unknown]) => {
    const name = `${prefix}${key}`
    if (Object.hasOwn(values, name)) return [key, values[name]] as const
    const isPart = typeof item === 'object' && item !== null && !Array.isArray(item)
    return [key, isPart ? replaced(item, values, `${name}.`) : item] as const
  })
  const copy: object = Object.fromEntries(entries)
  if (hasMembersOf(copy, part)) return copy
  throw new TypeError(`what was made of ${prefix} lacks a part of it`)
}

/** Only checked leaves were replaced, so what has the same members has the same type. */
function hasMembersOf<Part extends object>(copy: object, part: Part): copy is Part {
  return Object.keys(part).every((key) => key in copy)
}
