/**
 * The card of a mixture of two models: how it was mixed, and the cards of the two below it. Pure.
 */
import { modelFiles } from './model-files.ts'

export interface MixtureFacts {
  readonly name: string
  readonly licence: string
  readonly command: string
  /** Of the second model. */
  readonly share: number
}

export interface PartCard {
  readonly id: string
  /** Its MODEL_CARD.md; empty where it has none. */
  readonly text: string
}

/** The text of MODEL_CARD.md; the curves of the two lie beside it, called like they. */
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
    `A mixture of two models: every weight is ${percent(1 - share)} that of ${first.id} and ${percent(share)} that of ${second.id}.`,
    '',
    `- Licence: ${licence}`,
    `- Command: \`${command}\``,
    '',
    ...shares.flatMap(([part, own]) => [
      `## ${part.id}, ${percent(own)}`,
      '',
      bodyOf(part) || 'This model has no card.',
      '',
    ]),
  ].join('\n')
}

/** A card without its title, its headings one step lower. */
function bodyOf({ id, text }: PartCard): string {
  return text
    .replace(/^# .*\n+/, '')
    .replace(/^(#+ )/gm, '#$1')
    .replaceAll(modelFiles.curve, `${id}.svg`)
    .trim()
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`
}
