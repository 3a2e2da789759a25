/**
 * Reads the golden numbers under test/fixtures and compares against them.
 */
import { readFile } from 'node:fs/promises'
import { float64, readSafetensors } from '../../src-shared/importers/safetensors.ts'

/** Every value of the array `name` of the schedule fixtures as plain numbers. */
export async function goldenSchedules(name: string): Promise<number[]> {
  return goldenValues('schedules/golden_schedules.safetensors', name)
}

/** Every value of the array `name` of a fixture file, row by row. */
export async function goldenValues(file: string, name: string): Promise<number[]> {
  const bytes = await readFile(new URL(`../fixtures/${file}`, import.meta.url))
  const found = readSafetensors(bytes).tensors.get(name)
  if (!found) throw new Error(`${file} holds no array ${name}`)
  return Array.from(float64(found))
}

/** Largest absolute difference; infinite where the lengths differ or a value is not a number. */
export function largestError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length || actual.length === 0) return Infinity
  let largest = 0
  for (let i = 0; i < actual.length; i++) {
    const error = Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN))
    if (Number.isNaN(error)) return Infinity
    largest = Math.max(largest, error)
  }
  return largest
}
