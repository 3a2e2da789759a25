/**
 * The constants of a recipe as a table of fields, and a recipe with some of them changed. Walks the recipe as it is:
 * a new recipe or constant shows up here by itself, with a wide range until LIMITS says more.
 */
import type {
  FieldValue,
  FieldValues,
  RecipeField,
  RecipeReport,
} from '../../src-shared/contract/training-api.ts'
import { UsageError } from '../../src-shared/contract/user-error.ts'
import type { Network } from '../../src-shared/onnx/networks/consistency.ts'
import { defaultRecipe, recipeNames } from '../../src-shared/training/recipe.ts'
import type { RecipeName, TrainRecipe } from '../../src-shared/training/recipe.ts'

type Limits = Omit<RecipeField, 'name' | 'value'>

const integer = (min: number, max: number): Limits => ({ kind: 'integer', min, max })
const real = (min: number, max: number): Limits => ({ kind: 'real', min, max })
const choice = (...choices: readonly string[]): Limits => ({ kind: 'choice', choices })

/** What is known of a constant, wherever it occurs: by its dotted name or by the last part of it. */
const LIMITS: Readonly<Record<string, Limits>> = {
  'metric.kind': choice('l1', 'l2', 'pseudo-huber'),
  'metric.c': real(0, 1000),
  'levels.first': integer(1, 10_000),
  'levels.last': integer(2, 100_000),
  'levels.points': integer(2, 10_000),
  'levels.stages': integer(1, 30),
  'levels.base': real(1.01, 100),
  'levels.form': choice('published', 'paper'),
  'levels.weight': choice('cifar10', 'imagenet'),
  'levels.method': choice('euler', 'heun'),
  'levels.law.mean': real(-10, 10),
  'levels.law.deviation': real(0.01, 10),
  'levels.lowest': real(0.002, 1),
  'levels.targetRate': real(0, 0.999999),
  'optimizer.kind': choice('adam', 'radam'),
  'optimizer.learningRate': real(1e-9, 1),
  'optimizer.beta1': real(0, 0.999999),
  'optimizer.beta2': real(0, 0.9999999),
  'optimizer.epsilon': real(1e-16, 0.1),
  'optimizer.warmup': integer(0, 1e9),
  'optimizer.decay': real(0, 1),
  'optimizer.maxNorm': { ...real(1e-9, 1e9), optional: true },
  averageRates: { kind: 'reals', min: 0, max: 0.9999999 },
}

/** Parts of a recipe that are chosen by other means: name and length are the plan's, the kind of levels is the recipe. */
const ELSEWHERE: ReadonlySet<string> = new Set(['name', 'steps', 'batch', 'levels.kind'])

/** Every recipe with its fields as they are for `network`. */
export function recipeReports(network: Network): readonly RecipeReport[] {
  return recipeNames.map((name) => reportOf(name, network))
}

function reportOf(name: RecipeName, network: Network): RecipeReport {
  const recipe = defaultRecipe(name, { network, steps: 1, batch: 1 })
  const hasTeacher = recipe.levels.kind === 'cd'
  return { name, base: hasTeacher ? 'teacher' : 'optional', fields: recipeFields(recipe) }
}

/** The constants of a recipe, in its own order. */
export function recipeFields(recipe: TrainRecipe): readonly RecipeField[] {
  return walk(recipe, '').flatMap(([name, value]) => {
    const limits = LIMITS[name] ?? guess(value)
    return ELSEWHERE.has(name) || limits === null ? [] : [{ name, value, ...limits }]
  })
}

/** Something can be changed of every number; what an unknown word may be, nobody knows. */
function guess(value: FieldValue): Limits | null {
  return typeof value === 'number' ? real(-1e9, 1e9) : null
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

/** `recipe` with some constants changed. UsageError naming the field where there is none such, or its value cannot be. */
export function withFields(recipe: TrainRecipe, values: FieldValues): TrainRecipe {
  const fields = new Map(recipeFields(recipe).map((field) => [field.name, field]))
  for (const [name, value] of Object.entries(values)) {
    const field = fields.get(name)
    if (!field) {
      const known = [...fields.keys()].join(', ')
      throw new UsageError(`The recipe ${recipe.name} has no ${name}; it has ${known}.`)
    }
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
    reals: () => Array.isArray(value) && value.length > 0 && value.every(inRange),
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
