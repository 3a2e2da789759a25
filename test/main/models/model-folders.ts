/**
 * Copies of a small model of the fixtures, in folders that are gone after the test.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import {
  readSafetensors,
  tensorOf,
  writeSafetensors,
} from '../../../src-shared/importers/safetensors.ts'
import type { Tensor } from '../../../src-shared/tensor/tensor.ts'

export const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url))
export const bedroom = join(fixtures, 'tiny_bedroom256')
export const imagenet = join(fixtures, 'tiny_imagenet64')
export const weightsFile = join('unet', 'diffusion_pytorch_model.safetensors')

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'models-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A copy of the fixture's pipeline, without the golden numbers beside it. */
export function copyOf(model: string, folder: string): string {
  for (const name of ['model_index.json', 'unet', 'scheduler']) {
    cpSync(join(model, name), join(folder, name), { recursive: true })
  }
  return folder
}

export function changeJson(path: string, change: Record<string, unknown>): void {
  const json = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  writeFileSync(path, JSON.stringify({ ...json, ...change }))
}

export function weightsOf(folder: string): Map<string, Tensor> {
  const file = readSafetensors(readFileSync(join(folder, weightsFile)))
  return new Map([...file.tensors.keys()].map((name) => [name, tensorOf(file, name)]))
}

export function changeWeights(
  folder: string,
  change: (weights: Map<string, Tensor>) => void,
): void {
  const weights = weightsOf(folder)
  change(weights)
  writeFileSync(join(folder, weightsFile), writeSafetensors(weights, { dtype: 'F32' }))
}
