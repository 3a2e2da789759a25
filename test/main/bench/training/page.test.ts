/** Tables and curves of the page about training, and the places that they go to. */
import { describe, expect, test } from 'vitest'
import { lineChart } from '../../../../src-main/bench/training/line-chart.ts'
import { markdownTable, replaceBlock } from '../../../../src-main/bench/training/page-blocks.ts'

const page = (inside: string) =>
  `# Title\n\n<!-- part: written by the command -->\n\n${inside}\n\n<!-- end of part -->\n\nWords.\n`

describe('a block of the page', () => {
  test('is replaced, and the words around it stay', () => {
    expect(replaceBlock(page('old'), 'part', ['new', 'lines'])).toBe(page('new\nlines'))
    expect(replaceBlock(page('same'), 'part', ['same'])).toBe(page('same'))
  })
  test('must have a place', () => {
    expect(() => replaceBlock('# Title\n', 'part', [])).toThrow(/no place for part; put back/)
  })
  test('may be a table whose columns line up', () => {
    expect(
      markdownTable([
        ['run', 'x'],
        ['a longer name', '1'],
      ]),
    ).toEqual(['| run           | x   |', '| ------------- | --- |', '| a longer name | 1   |'])
  })
})

test('curves are drawn with their names, lower values lower, and names that do not overlap', () => {
  const curve = (label: string, last: number) => ({
    label,
    points: [
      { x: 0, y: 1 },
      { x: 100, y: last },
    ],
  })
  const svg = lineChart([curve('a', 0.1), curve('b < c', 0.1), curve('d', 0.01)], {
    title: 'Error',
    x: 'updates',
  })
  const lines = [...svg.matchAll(/points="[\d.]+,([\d.]+) [\d.]+,([\d.]+)"/g)].map((match) =>
    match.slice(1).map(Number),
  )
  expect(lines).toHaveLength(3)
  expect(lines.every(([first = 0, last = 0]) => first < last)).toBe(true)
  expect(lines[2]?.[1]).toBeGreaterThan(lines[0]?.[1] ?? NaN)
  const names = ['a', 'b &lt; c', 'd'].map((name) =>
    Number(new RegExp(`y="([\\d.]+)"[^>]*>${name}<`).exec(svg)?.[1]),
  )
  expect(Math.abs((names[0] ?? 0) - (names[1] ?? 0))).toBeGreaterThanOrEqual(14)
  expect(svg.trimEnd().endsWith('</svg>')).toBe(true)
})
