/**
 * Where the project keeps what its own commands use, wherever it lies on the disk.
 * Paths only; nothing is opened.
 */
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')

/** Photographs for benchmarks and demonstrations, none of which a model was trained on. */
export const PHOTOGRAPHS = join(ROOT, 'assets', 'photographs')
/** A family of textures to fine-tune on, and pictures of it to measure on. */
export const BRICKS = join(ROOT, 'assets', 'textures', 'bricks')
export const BRICKS_HELD_BACK = join(ROOT, 'assets', 'textures', 'bricks-held-back')
/** Small pictures for comparing recipes; not kept, fetched by scripts/fetch-fashion-mnist.mjs. */
export const FASHION_MNIST = join(ROOT, 'data', 'fashion-mnist')
/** A peer's network to compare with; not kept, fetched by scripts/fetch-baselines.mjs. */
export const BASELINES = join(ROOT, 'data', 'esrgan-medium')
/** Where benchmarks write what is kept with the project. */
export const DOCUMENTS = join(ROOT, 'docs')
/** Where training runs of benchmarks live until they are removed; not kept. */
export const RUNS = join(ROOT, 'runs')
/** Where demonstrations write; not kept. */
export const OUTPUT = join(ROOT, 'out')
