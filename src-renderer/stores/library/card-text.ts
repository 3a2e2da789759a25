/**
 * A model card as blocks of plain text: enough of Markdown to read it, and nothing of it is ever markup. Pure.
 */
export interface CardBlock {
  readonly kind: 'heading' | 'item' | 'text' | 'code'
  readonly text: string
}

/** Far more than a card has that is read. */
const MOST_BLOCKS = 2000

/** The front matter (between lines of dashes) is for machines and left out. */
export function cardBlocks(markdown: string): readonly CardBlock[] {
  const body = markdown.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, '')
  const [first = '', ...rest] = body.split(/^```.*$/m)
  const blocks = [
    ...proseBlocks(first),
    ...rest.flatMap((part, index) =>
      index % 2 === 0 ? [{ kind: 'code', text: part.trim() } as const] : proseBlocks(part),
    ),
  ]
  return blocks.slice(0, MOST_BLOCKS)
}

/** A line across, or below the head of a table. */
const RULE = /^[|:\s-]+$/

function proseBlocks(prose: string): readonly CardBlock[] {
  return prose
    .split(/\r?\n\s*\r?\n|\r?\n(?=#|[-*] )|(?<!\|\s*)\r?\n(?=\|)/)
    .map((block) => block.trim())
    .filter((block) => block !== '' && !RULE.test(block))
    .map(blockOf)
}

function blockOf(block: string): CardBlock {
  const heading = /^#+\s*(.*)/.exec(block)?.[1]
  if (heading !== undefined) return { kind: 'heading', text: plain(heading) }
  const item = /^[-*]\s+([\s\S]*)/.exec(block)?.[1]
  if (item !== undefined) return { kind: 'item', text: plain(item) }
  if (block.startsWith('|')) {
    const rows = block.split(/\r?\n/).filter((row) => !RULE.test(row))
    return { kind: 'code', text: rows.join('\n') }
  }
  return { kind: 'text', text: plain(block) }
}

/** Words in brackets, then an address and maybe a title in parentheses. No part of it can be read in two ways. */
const LINK = /!?\[([^[\]]*)\]\(((?:[^()\s]|\([^()\s]*\))*)(?:\s[^()]*)?\)/g

/** Without signs of emphasis; a link is its words and its address. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(LINK, (_, words: string, address: string) =>
      words === address ? words : `${words} (${address})`,
    )
    .replace(/(\*\*|__|`)(.+?)\1/g, '$2')
}
