/**
 * The operators by name. The only place that lists them all; the compiler holds it complete.
 */
import { colorize } from './colorize.ts'
import type { ColorizeInput } from './colorize.ts'
import { denoise } from './denoise.ts'
import type { DenoiseInput } from './denoise.ts'
import { generate } from './generate.ts'
import { inpaint } from './inpaint.ts'
import type { InpaintInput } from './inpaint.ts'
import { blend, interpolate } from './interpolate.ts'
import type { BlendInput, InterpolateInput } from './interpolate.ts'
import type { OperatorPlan } from './plan.ts'
import { restore } from './restore.ts'
import type { RestoreInput } from './restore.ts'
import { stroke } from './stroke.ts'
import type { StrokeInput } from './stroke.ts'
import { superResolve } from './super-resolve.ts'
import type { SuperResolveInput } from './super-resolve.ts'

/** What each operator is made from. */
export interface OperatorInputs {
  readonly inpaint: InpaintInput
  readonly colorize: ColorizeInput
  readonly upscale: SuperResolveInput
  readonly denoise: DenoiseInput
  readonly stroke: StrokeInput
  readonly restore: RestoreInput
  readonly blend: BlendInput
  readonly interpolate: InterpolateInput
  readonly generate: Readonly<Record<never, never>>
}

export type OperatorName = keyof OperatorInputs

const OPERATORS: {
  readonly [Name in OperatorName]: (input: OperatorInputs[Name]) => OperatorPlan
} = {
  inpaint,
  colorize,
  upscale: superResolve,
  denoise,
  stroke,
  restore,
  blend,
  interpolate,
  generate,
}

/** The plan of the operator called `name`. */
export function operatorFor<Name extends OperatorName>(
  name: Name,
  input: OperatorInputs[Name],
): OperatorPlan {
  return OPERATORS[name](input)
}
