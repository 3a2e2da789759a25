/**
 * What is set up for a run, and the plan that it makes together with the photographs. Pure.
 */
import type { DeviceId } from '../../../src-shared/contract/devices-api.ts'
import type { ModelSummary } from '../../../src-shared/contract/models-api.ts'
import type {
  DatasetChoice,
  FeatureSource,
  FieldValue,
  FieldValues,
  RecipeField,
  RecipeReport,
  TrainingPlan,
} from '../../../src-shared/contract/training-api.ts'

export interface NamedFeatures {
  readonly name: string
  readonly source: FeatureSource
}

export interface PlanChoice {
  readonly name: string
  readonly recipe: string
  /** Id of the model to start from or to learn from; null starts from nothing. */
  readonly base: string | null
  readonly minutes: number
  /** A number of updates instead of a time; null leaves it to the time. */
  readonly updates: number | null
  /** Factor of the learning rate. */
  readonly strength: number
  readonly batch: number | null
  readonly fields: FieldValues
  /** An ONNX file for the loss of features; null takes what comes with the program. */
  readonly features: NamedFeatures | null
  readonly device: DeviceId
  readonly seed: number
  /** Ends after so many looks without getting better; null never does. */
  readonly patience: number | null
  readonly mainsOnly: boolean
}

export const USUAL_PLAN: PlanChoice = {
  name: '',
  recipe: 'adapt',
  base: null,
  minutes: 30,
  updates: null,
  strength: 1,
  batch: null,
  fields: {},
  features: null,
  device: 'cpu',
  seed: 1,
  patience: 8,
  mainsOnly: true,
}

/** What the slider for the time stops at. */
export const MINUTES = [1, 2, 5, 10, 20, 30, 60, 120, 240, 480, 960] as const
export const STRENGTHS = [0.1, 0.2, 0.5, 1, 2, 5, 10] as const

/** The recipes that have words here, in the order in which they are offered; others follow under their own names. */
const WORDED = ['adapt', 'ct', 'ict', 'ect', 'cd', 'pd', 'edm']

export const hasWords = (recipe: string): boolean => WORDED.includes(recipe)

export function inOrder(recipes: readonly RecipeReport[]): readonly RecipeReport[] {
  const place = ({ name }: RecipeReport) => (hasWords(name) ? WORDED.indexOf(name) : WORDED.length)
  return [...recipes].sort((a, b) => place(a) - place(b))
}

/** The models that a recipe can start from. */
export function basesFor(
  wanted: RecipeReport['base'],
  models: readonly ModelSummary[],
): readonly ModelSummary[] {
  const kinds = {
    optional: ['consistency', 'diffusion'],
    model: ['consistency'],
    teacher: ['diffusion'],
  }
  return models.filter(({ trainsAs }) => trainsAs !== null && kinds[wanted].includes(trainsAs))
}

export function makePlan(choice: PlanChoice, data: DatasetChoice): TrainingPlan {
  const { minutes, updates, batch, fields, features, ...rest } = choice
  return {
    ...rest,
    data,
    length: updates === null ? { minutes } : { steps: updates },
    ...(batch === null ? {} : { batch }),
    ...(Object.keys(fields).length === 0 ? {} : { fields }),
    ...(features === null ? {} : { features: features.source }),
  }
}

/** With another value for a constant; its usual value is not kept, so that only what differs is asked for. */
export function withField(
  choice: PlanChoice,
  field: RecipeField,
  value: FieldValue,
): Pick<PlanChoice, 'fields'> {
  const others = Object.entries(choice.fields).filter(([name]) => name !== field.name)
  const isUsual = JSON.stringify(value) === JSON.stringify(field.value)
  return { fields: Object.fromEntries(isUsual ? others : [...others, [field.name, value]]) }
}

/** The number that was typed, as the field takes it; null where it does not. */
export function parseField(field: RecipeField, text: string): FieldValue | undefined {
  const { kind, min = -Infinity, max = Infinity, optional = false } = field
  if (text.trim() === '') return optional ? null : undefined
  const parts = (kind === 'reals' ? text.split(/[\s;]+/) : [text]).filter((part) => part !== '')
  const numbers = parts.map((part) => Number(part.replace(',', '.')))
  const fits = (n: number) =>
    Number.isFinite(n) && n >= min && n <= max && (kind !== 'integer' || Number.isInteger(n))
  if (!numbers.every(fits)) return undefined
  return kind === 'reals' ? numbers : numbers[0]
}

/** A value as it is typed. */
export function fieldText(value: FieldValue): string {
  if (value === null) return ''
  if (typeof value === 'object') return value.map(numberText).join('; ')
  return typeof value === 'number' ? numberText(value) : value
}

/** Nobody reads more digits of a fraction than these. */
const numberText = (value: number) =>
  String(Number.isInteger(value) ? value : Number(value.toPrecision(6)))
