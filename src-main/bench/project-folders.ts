/**
 * Where the project keeps what its own commands use, wherever it lies on the disk.
 * Paths only; nothing is opened.
 */
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')

/** Photographs for benchmarks and demonstrations, none of which a model was trained on. */
export const PHOTOGRAPHS = join(ROOT, 'assets', 'photographs')
/** Where benchmarks write what is kept with the project. */
export const DOCUMENTS = join(ROOT, 'docs')
/** Where demonstrations write; not kept. */
export const OUTPUT = join(ROOT, 'out')
