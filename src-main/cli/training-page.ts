/**
 * docs/training.md, whose tables commands write between the words that are written by hand.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DOCUMENTS } from '../bench/project-folders.ts'
import { replaceBlock } from '../bench/training/page-blocks.ts'
import { writeOutputs } from './output-files.ts'

const PAGE = join(DOCUMENTS, 'training.md')
const PICTURES = join(DOCUMENTS, 'training')

export interface PageBlock {
  /** The block of the page. */
  readonly name: string
  readonly lines: readonly string[]
  /** Name of a file beside the page -> its bytes. */
  readonly pictures?: Readonly<Record<string, Uint8Array>>
}

/** Replaces a block of the page, and the pictures that belong to it. UserError where the page lacks it. */
export async function writePageBlock({ name, lines, pictures = {} }: PageBlock): Promise<void> {
  const page = replaceBlock(await readFile(PAGE, 'utf8'), name, lines)
  const files = Object.entries(pictures).map(([file, bytes]) => ({
    path: join(PICTURES, file),
    bytes,
  }))
  const bytes = new TextEncoder().encode(page)
  await writeOutputs([...files, { path: PAGE, bytes }], { force: true })
}
