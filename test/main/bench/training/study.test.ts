/** When a study that was cut off is the same as the one that is wanted now. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { NETWORK } from '../../../../src-main/bench/training/recipes/runs.ts'
import { identityOf } from '../../../../src-main/bench/training/study.ts'
import type { FeatureNetwork } from '../../../../src-shared/onnx/training/feature-distance.ts'
import { defaultRecipe } from '../../../../src-shared/training/recipe.ts'

const recipe = defaultRecipe('ct', { network: NETWORK, steps: 4, batch: 2 })
const theta = Float32Array.of(1, 2)
const study = { name: 'ct', recipe, network: NETWORK, seed: 1, theta, every: 2 }

function features(weight: number, file = 'features.onnx'): FeatureNetwork {
  const tensor = { kind: 'float', shape: [1], data: Float32Array.of(weight) } as const
  const initializers = new Map([['w', tensor]])
  return { file, inputs: ['x'], outputs: ['y'], nodes: [], initializers }
}

test('a study depends on its network of features, whatever the file is called', () => {
  const identity = (weight: number, file?: string) =>
    identityOf({ ...study, features: features(weight, file) }, undefined)
  expect(identity(1)).toBe(identity(1, 'renamed.onnx'))
  expect(identity(1)).not.toBe(identity(2))
  expect(identity(1)).not.toBe(identityOf(study, undefined))
  expect(identityOf({ ...study, seed: 2 }, undefined)).not.toBe(identityOf(study, undefined))
})

test('a study without one is the same as before there were any', () => {
  const before = createHash('sha256')
    .update(JSON.stringify({ recipe, network: NETWORK, seed: 1, every: 2 }))
    .update(Buffer.from(theta.buffer))
    .digest('hex')
  expect(identityOf({ ...study, features: undefined }, undefined)).toBe(before)
})
