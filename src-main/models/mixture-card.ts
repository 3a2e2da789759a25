/**
 * The card of a mixture of two models: how it was mixed, and the cards of the two below it. Pure.
 */
export interface MixtureFacts {
  readonly name: string
  readonly licence: string
  readonly command: string
  /** Of the second model. */
  readonly share: number
}

/** A picture that a card shows. */
export interface CardCurve {
  /** What it was called beside the card of its model. */
  readonly file: string
  /** What it is called beside this one. */
  readonly name: string
}

export interface PartCard {
  readonly name: string
  /** Its MODEL_CARD.md; empty where it has none. */
  readonly text: string
  readonly curves: readonly CardCurve[]
}

/** The text of MODEL_CARD.md; the curves of the two lie beside it. */
export function mixtureCard(
  { name, licence, command, share }: MixtureFacts,
  [first, second]: readonly [PartCard, PartCard],
): string {
  const shares = [
    [first, 1 - share],
    [second, share],
  ] as const
  return [
    `# ${name}`,
    '',
    `A mixture of two models: every weight is ${percent(1 - share)} that of ${first.name} and ${percent(share)} that of ${second.name}.`,
    '',
    `- Licence: ${licence}`,
    `- Command: \`${command}\``,
    '',
    ...shares.flatMap(([part, own]) => [
      `## ${part.name}, ${percent(own)}`,
      '',
      bodyOf(part) || 'This model has no card.',
      '',
    ]),
  ].join('\n')
}

/** A card without its title, its headings one step lower, its curves under their new names. */
function bodyOf({ text, curves }: PartCard): string {
  const names = new Map(curves.map(({ file, name }) => [file, name]))
  return text
    .replace(/^# .*\n+/, '')
    .replace(/^(#+ )/gm, '#$1')
    .replace(/\]\(([^)]+)\)/g, (_, file: string) => `](${names.get(file) ?? file})`)
    .trim()
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`
}
