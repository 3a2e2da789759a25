/**
 * The engine on WebGPU, with a driver that computes on the processor. It runs in a process of its own, as a driver
 * that crashes would take this one along; opening refuses every operator that would fall back.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runOnSwiftShader } from '../../support/swiftshader.ts'

test('an edit and an update of a network run wholly on WebGPU, and as on the processor', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'selfsame-webgpu-'))
  try {
    const found = await runOnSwiftShader('test/support/webgpu-run.ts', [folder])
    const { refused, device, painted, levels, loss, gradientNorm, moved, gradient } =
      found as Record<string, number & number[]>
    expect(refused).toMatch(/fallback to CPU EP has been explicitly disabled/)
    expect(device).toBe('webgpu')
    expect(painted).toBeGreaterThan(20)
    expect(levels).toBeLessThanOrEqual(1)
    expect(loss?.[0]).toBeCloseTo(loss?.[1] ?? NaN, 3)
    expect(gradientNorm?.[0]).toBeCloseTo(gradientNorm?.[1] ?? NaN, 3)
    expect(moved).toBeGreaterThan(0)
    expect(gradient).toBeLessThan(1e-4)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 300_000)

test('weights, moments and averages stay on WebGPU between updates, and come to what they are on the processor', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'selfsame-webgpu-'))
  try {
    const found = await runOnSwiftShader('test/support/webgpu-train.ts', [folder])
    const { parameters, ...runs } = found as Record<string, Trained> & {
      readonly parameters: number
    }
    expect(parameters).toBeGreaterThan(1000)
    expect(Object.keys(runs)).toEqual(['ct', 'pd'])
    for (const { stayed, losses, moved, apart } of Object.values(runs)) {
      expect(stayed).toEqual([false, true])
      const [onDevice, onProcessor] = losses
      onDevice.forEach((loss, i) => expect(loss / (onProcessor[i] ?? NaN)).toBeCloseTo(1, 3))
      expect(moved).toBeGreaterThan(1e-6)
      expect(apart).toBeLessThan(1e-3)
    }
    // Weights, two moments, a target and an average go there once, and nothing comes back; a batch in two parts begins
    // with a sum of zeros. A new student of pd is fetched, and brought with new moments and a new teacher.
    expect(runs['ct']?.crossings).toEqual([
      [6, 0],
      [1, 0],
      [1, 0],
      [1, 0],
    ])
    expect(runs['pd']?.crossings).toEqual([
      [4, 0],
      [0, 0],
      [3, 4],
      [0, 0],
    ])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 600_000)

interface Trained {
  readonly stayed: readonly boolean[]
  readonly losses: readonly [webgpu: readonly number[], cpu: readonly number[]]
  /** Arrays as long as the parameters that went to the device and came back with every update. */
  readonly crossings: readonly (readonly [to: number, from: number])[]
  readonly moved: number
  /** Relative to the largest value of each array. */
  readonly apart: number
}
