/**
 * The command of a run as it is typed. Pure.
 */

export type SpelledOptions = Readonly<
  Record<string, string | number | boolean | readonly (string | number)[] | undefined>
>

/** Options in the order in which they are given; those that are undefined are left out. */
export function spellCommand(folder: string, options: SpelledOptions): string {
  const given = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false) return []
    return value === true ? [`--${name}`] : [`--${name}`, quoted(String(value))]
  })
  return ['selfsame train', quoted(folder), ...given].join(' ')
}

function quoted(word: string): string {
  return /^[\w./:@%+=,~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
