import { describe, expect, test } from 'vitest'
import { defineCommand } from '../../../src-main/cli/command.ts'
import type { Outcome } from '../../../src-main/cli/command.ts'
import { choice, flag, integer, real, required, text } from '../../../src-main/cli/options.ts'
import { createProgressLine, spellDuration } from '../../../src-main/cli/progress-line.ts'
import { runProgram } from '../../../src-main/cli/run-program.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'

const silent = createProgressLine({ write: () => undefined }, () => 0)

/** Runs a program of the commands `draw IN --out OUT` and `pen list`; `end` decides how drawing ends. */
async function run(args: string[], end: () => Outcome | Promise<Outcome> = () => ({ report: {} })) {
  const printed: { stdout: string[]; stderr: string[] } = { stdout: [], stderr: [] }
  const seen: object[] = []
  const draw = defineCommand(
    {
      name: 'draw',
      summary: 'Draw a thing',
      operands: { IN: 'the thing' },
      options: {
        out: required(text({ help: 'where to', placeholder: 'OUT' })),
        steps: integer({ min: 1, max: 9, help: 'how often' }),
        sigma: real({ min: 0, max: 2.5, help: 'how much' }),
        scale: choice([2, 3], 'how large'),
        force: flag('at any rate'),
      },
      examples: ['draw cat.png --out dog.png'],
    },
    async (input, { print, note }) => {
      seen.push(input)
      print('a line')
      note('a note')
      return end()
    },
  )
  const pens = defineCommand(
    { name: 'pen list', summary: 'List', operands: {}, options: {}, examples: [] },
    () => Promise.resolve({ report: { pens: 2 } }),
  )
  const exitCode = await runProgram(args, {
    commands: [draw, pens],
    signal: new AbortController().signal,
    progress: silent,
    clocks: { wall: () => 0, cpu: () => 0 },
    debug: false,
    stdout: (line) => printed.stdout.push(line),
    stderr: (line) => printed.stderr.push(line),
  })
  return { exitCode, ...printed, seen }
}

describe('arguments', () => {
  test('become typed values', async () => {
    const args = ['draw', 'cat.png', '--steps', '3', '--sigma=0.5', '--scale', '2', '--out', 'o']
    const { exitCode, seen } = await run([...args, '--force'])
    expect(exitCode).toBe(0)
    expect(seen).toEqual([
      {
        operands: { IN: 'cat.png' },
        options: { out: 'o', steps: 3, sigma: 0.5, scale: 2, force: true },
      },
    ])
  })

  test.each([
    [[], /^A command is missing: draw, pen list\.$/],
    [['paint'], /^There is no command 'paint'; there are draw, pen list\.$/],
    [['pen'], /^'pen' needs a second word: pen list\.$/],
    [['draw'], /^IN is missing: the thing\.$/],
    [['draw', 'a', 'b', '--out', 'o'], /^'b' is one argument too many\.$/],
    [['draw', 'a'], /^--out is missing: where to\.$/],
    [['draw', 'a', '--out'], /^--out is missing its value\.$/],
    [['draw', '', '--out', 'o'], /^IN takes a name, not ''\.$/],
    [['draw', 'a', '--out', ''], /^--out takes a value, not ''\.$/],
    [['draw', 'a', '--out', 'o', '--stpes', '3'], /^Unknown option '--stpes'\.$/],
    [['draw', 'a', '--out', 'o', '--force=1'], /^Option '--force' does not take an argument\.$/],
    [
      ['draw', 'a', '--out', 'o', '--steps', '10'],
      /^--steps takes a whole number from 1 to 9, not '10'\.$/,
    ],
    [
      ['draw', 'a', '--out', 'o', '--steps', '2.5'],
      /^--steps takes a whole number from 1 to 9, not '2.5'\.$/,
    ],
    [['draw', 'a', '--out', 'o', '--steps', ''], /^--steps takes a whole number/],
    [
      ['draw', 'a', '--out', 'o', '--sigma', 'NaN'],
      /^--sigma takes a number from 0 to 2.5, not 'NaN'\.$/,
    ],
    [
      ['draw', 'a', '--out', 'o', '--sigma', '-1'],
      /^--sigma is followed by .* write --sigma=VALUE/,
    ],
    [['draw', 'a', '--out', 'o', '--sigma=-1'], /^--sigma takes a number from 0 to 2.5, not '-1'/],
    [['draw', 'a', '--out', 'o', '--scale', '5'], /^--scale takes one of 2, 3, not '5'\.$/],
  ])('%j are wrong usage, said in one sentence', async (args, sentence) => {
    const { exitCode, stdout, stderr, seen } = await run(args)
    expect(exitCode).toBe(2)
    expect(stdout).toEqual([])
    expect(seen).toEqual([])
    expect(stderr).toHaveLength(2)
    expect(stderr[0]).toMatch(sentence)
    expect(stderr[1]).toMatch(/^Run selfsame .*--help for the usage\.$/)
  })
})

describe('help', () => {
  test('of the program lists every command', async () => {
    const { exitCode, stdout } = await run(['--help'])
    expect(exitCode).toBe(0)
    expect(stdout[0]).toContain('draw IN --out OUT  Draw a thing')
    expect(stdout[0]).toContain('pen list           List')
  })

  test('of a first word lists only its commands', async () => {
    const { stdout } = await run(['pen', '--help'])
    expect(stdout[0]).toContain('pen list')
    expect(stdout[0]).not.toContain('draw')
  })

  test('of a command shows operands, aligned options and examples, and runs nothing', async () => {
    const { exitCode, stdout, seen } = await run(['draw', '--help'])
    expect(exitCode).toBe(0)
    expect(seen).toEqual([])
    expect(stdout[0]).toContain('IN  the thing')
    expect(stdout[0]).toContain('--out OUT    where to (required)')
    expect(stdout[0]).toContain('--scale 2|3  how large')
    expect(stdout[0]).toContain('selfsame draw cat.png --out dog.png')
  })
})

describe('the end of a command', () => {
  const args = ['draw', 'a', '--out', 'o']

  test('prints lines for a reader', async () => {
    expect((await run(args)).stdout).toEqual(['a line'])
  })

  test('prints only the report under --json', async () => {
    const { stdout, stderr } = await run([...args, '--json'], () => ({ report: { a: [1] } }))
    expect(stdout).toHaveLength(1)
    expect(JSON.parse(stdout[0] ?? '')).toEqual({ a: [1] })
    expect(stderr).toEqual(['a note'])
  })

  test('is a failure when the command found something wanting', async () => {
    expect((await run(args, () => ({ report: {}, failed: true }))).exitCode).toBe(1)
  })

  test.each([
    ['a fault of the user', new UserError('cat.png is no picture.'), 1, 'cat.png is no picture.'],
    ['a cancellation', new DOMException('stop', 'AbortError'), 130, 'Cancelled.'],
    [
      'a full disk',
      Object.assign(new Error('write'), { code: 'ENOSPC', path: '/disk/o.png' }),
      1,
      '/disk/o.png: no space is left on the device; free some or choose another place.',
    ],
    [
      'a defect',
      new TypeError('x is undefined'),
      1,
      /^Selfsame failed in a way .* x is undefined$/,
    ],
  ])('by %s has its exit code and its sentence', async (_, error, code, sentence) => {
    const { exitCode, stderr } = await run(args, () => {
      throw error
    })
    expect(exitCode).toBe(code)
    expect(stderr[1]).toEqual(
      sentence instanceof RegExp ? expect.stringMatching(sentence) : sentence,
    )
  })
})

describe('progress', () => {
  test('is drawn in place on a terminal, with the time left at the pace so far', () => {
    const written: string[] = []
    const terminal = { isTTY: true, columns: 100, write: (chunk: string) => written.push(chunk) }
    let time = 0
    const progress = createProgressLine(terminal, () => time)
    progress.show({ label: 'edit', done: 0, total: 10 })
    time = 0.05
    progress.show({ label: 'edit', done: 1, total: 10 })
    time = 8
    progress.show({ label: 'edit', done: 4, total: 10 })
    progress.clear()
    expect(written).toEqual([
      `\r\u001b[Kedit [${'.'.repeat(24)}]   0 %`,
      `\r\u001b[Kedit [${'#'.repeat(10)}${'.'.repeat(14)}]  40 %, 12 s left`,
      '\r\u001b[K',
    ])
  })

  test('is silent where there is no terminal', () => {
    const written: string[] = []
    const progress = createProgressLine({ write: (chunk) => written.push(chunk) }, () => 0)
    progress.show({ label: 'edit', done: 1, total: 2 })
    progress.clear()
    expect(written).toEqual([])
  })

  test.each([
    [0.4, '0 s'],
    [59.4, '59 s'],
    [125, '2 min 5 s'],
    [3840, '1 h 4 min'],
  ])('says %d seconds as %s', (seconds, words) => {
    expect(spellDuration(seconds)).toBe(words)
  })
})
