/**
 * A command as it is typed. Pure.
 */

export type SpelledOptions = Readonly<
  Record<string, string | number | boolean | readonly (string | number)[] | undefined>
>

/** `selfsame train` with options in the order in which they are given; those that are undefined are left out. */
export function spellCommand(folder: string, options: SpelledOptions): string {
  return spellOut('train', [folder], options)
}

/** Any command in the same way. */
export function spellOut(
  name: string,
  operands: readonly string[],
  options: SpelledOptions,
): string {
  const given = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false) return []
    return value === true ? [`--${name}`] : [`--${name}`, quoted(wordOf(value))]
  })
  return ['selfsame', name, ...operands.map(quoted), ...given].join(' ')
}

/** A list has commas between its words, and a backslash before those within them. */
function wordOf(value: string | number | readonly (string | number)[]): string {
  if (typeof value !== 'object') return String(value)
  return value.map((word) => String(word).replaceAll(',', '\\,')).join(',')
}

function quoted(word: string): string {
  return /^[\w./:@%+=,~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
