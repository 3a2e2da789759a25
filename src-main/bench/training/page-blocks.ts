/**
 * A page whose words are written by hand and whose tables by a command: each table stands between two comments that
 * bear its name. Pure.
 */
import { UserError } from '../../../src-shared/contract/user-error.ts'

const opening = (name: string) => `<!-- ${name}: written by the command -->`
const closing = (name: string) => `<!-- end of ${name} -->`

/** The page with what is between the comments of `name` replaced. UserError where the page lacks them. */
export function replaceBlock(page: string, name: string, lines: readonly string[]): string {
  const [start, end] = [page.indexOf(opening(name)), page.indexOf(closing(name))]
  if (start < 0 || end < start) {
    throw new UserError(
      `docs/training.md has no place for ${name}; put back the lines ${opening(name)} and ${closing(name)}.`,
    )
  }
  const before = page.slice(0, start + opening(name).length)
  return `${before}\n\n${lines.join('\n').trimEnd()}\n\n${page.slice(end)}`
}

export interface MeasuredModel {
  readonly id: string
  readonly hash: string
}

/** Which model figures were measured with, so that they can be told from those of another. */
export function modelLine({ id, hash }: MeasuredModel): string {
  return `The model is \`${id}\` (SHA-256 ${hash.slice(0, 12)}...).`
}

/** Rows of cells as a Markdown table, padded so that its source reads as a table, too. */
export function markdownTable(rows: readonly (readonly string[])[]): string[] {
  const [head = [], ...body] = rows
  const widths = head.map((_, c) => Math.max(3, ...rows.map((row) => row[c]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, c) => (cells[c] ?? '').padEnd(width)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)]
}
