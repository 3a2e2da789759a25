/**
 * Generation starts from noise alone and keeps nothing.
 */
import { keepNothing } from './known-part.ts'
import type { OperatorPlan } from './plan.ts'
import { mapTensor } from '../tensor/tensor.ts'

export function generate(): OperatorPlan {
  return { known: keepNothing, start: (noise, sigma) => mapTensor(noise, (z) => sigma * z) }
}
