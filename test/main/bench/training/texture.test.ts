/** Fine-tuning the shipped model on a family of textures for a minute: what it gains there, and what it costs elsewhere. */
import { expect, test } from 'vitest'
import {
  BRICKS,
  BRICKS_HELD_BACK,
  PHOTOGRAPHS,
} from '../../../../src-main/bench/project-folders.ts'
import { runTexture } from '../../../../src-main/bench/training/texture/run-texture.ts'
import { findModel } from '../../../../src-main/models/library.ts'
import { processClocks } from '../../../../src-main/training/meter.ts'

const MINUTES = 60_000

test(
  'the shipped model learns brick walls: brick walls held back get better, other photographs do not collapse',
  { timeout: 15 * MINUTES },
  async () => {
    const { folder: from } = await findModel(undefined)
    const { heldBack, others } = await runTexture({
      from,
      family: BRICKS,
      heldBack: BRICKS_HELD_BACK,
      others: PHOTOGRAPHS,
      otherCount: 2,
      updates: 80,
      batch: 2,
      patches: 16,
      side: 192,
      seed: 1,
      threads: 1,
      clocks: processClocks,
      signal: new AbortController().signal,
    })
    const { before, after } = heldBack
    expect(after.consistencyLoss).toBeLessThan(0.98 * before.consistencyLoss)
    expect(after.denoising).toBeGreaterThan(before.denoising + 0.1)
    expect(after.scratches).toBeGreaterThan(before.scratches + 0.1)
    expect(others.after.consistencyLoss).toBeLessThan(1.2 * others.before.consistencyLoss)
    expect(others.after.denoising).toBeGreaterThan(others.before.denoising - 2)
    expect(others.after.scratches).toBeGreaterThan(others.before.scratches - 1)
    expect(others.after.holes).toBeGreaterThan(others.before.holes - 1)
  },
)
