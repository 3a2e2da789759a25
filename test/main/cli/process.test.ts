/** What only a real process shows: streams, exit codes, signals, and the npm script in front of it. */
import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { COMMANDS } from '../../../src-main/cli/commands/all-commands.ts'
import { TINY_MODEL, call, openDesk, paintPhotograph } from '../../support/command-line.ts'
import type { Desk } from '../../support/command-line.ts'
import { writeTinyModel } from '../../support/tiny-model.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
  await paintPhotograph(desk.path('photo.png'))
})
afterEach(() => desk.remove())

describe('the program', () => {
  test('without arguments ends with code 2 and says on standard error which commands there are', async () => {
    const { exitCode, stdout, stderr } = await desk.run([])
    expect(exitCode).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^A command is missing: edit inpaint, /)
  })

  test('ends with code 1 and one sentence when an input is at fault', async () => {
    const { exitCode, stdout, stderr } = await desk.run([
      ...['edit', 'colorize', 'none.png', '--out', 'out.png', '--json'],
    ])
    expect(exitCode).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toBe('none.png does not exist; check the path.\n')
  })

  test('is reached through the script of the package, which hands its exit code on', async () => {
    const script = resolve('scripts/selfsame.mjs')
    const { stdout } = await promisify(execFile)(process.execPath, [script, '--help'])
    expect(stdout).toContain('edit inpaint IN --out OUT')
    const wrong = promisify(execFile)(process.execPath, [script, 'paint'])
    await expect(wrong).rejects.toMatchObject({ code: 2 })
  })

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'stops on %s, twice or once, with code 130 and without a trace',
    async (signal) => {
      // Reading a CMYK photograph gives a note on standard error: the edit is about to begin.
      await sharp(desk.path('photo.png'))
        .toColourspace('cmyk')
        .jpeg()
        .toFile(desk.path('printed.jpg'))
      const { exitCode, stdout, stderr } = await desk.run(
        [
          ...['edit', 'colorize', 'printed.jpg', '--variations', '1000'],
          ...['--out', 'out.png', '--model', TINY_MODEL, '--json'],
        ],
        {
          onStart: (child) =>
            child.stderr?.once('data', () => {
              child.kill(signal)
              child.kill(signal)
            }),
        },
      )
      expect(exitCode).toBe(130)
      expect(stdout).toBe('')
      expect(stderr).toMatch(/CMYK to sRGB\.?\nCancelled\.\n$/)
      expect(await desk.files()).toEqual(['photo.png', 'printed.jpg'])
    },
  )
})

describe('every command', () => {
  test.each(COMMANDS.map((command) => [command.name, command] as const))(
    '%s has a help page with a line for every option, and examples that parse',
    async (name, command) => {
      const { exitCode, stdout, stderr } = await call([...name.split(' '), '--help'])
      expect(exitCode).toBe(0)
      expect(stderr).toBe('')
      for (const option of Object.keys(command.options)) expect(stdout).toContain(`  --${option}`)
      expect(command.examples.length).toBeGreaterThan(0)
      for (const example of command.examples) {
        const words = example.split(' ').slice(name.split(' ').length)
        expect(example.startsWith(name)).toBe(true)
        const { stderr: complaint } = await call([...name.split(' '), ...words, '--not-an-option'])
        expect(complaint).toMatch(/^Unknown option '--not-an-option'/)
      }
    },
  )
})

test('a model of the library is renamed and deleted', async () => {
  const env = { SELFSAME_DATA: desk.path('data') }
  await mkdir(desk.path('data/models'), { recursive: true })
  await writeTinyModel(desk.path('data/models/tiny'))
  const renamed = await desk.run(['models', 'rename', 'tiny', 'My garden'], { env })
  expect(renamed.stdout).toBe('tiny is called My garden\n')
  const shown = await desk.run(['models', 'show', 'tiny', '--json'], { env })
  expect(JSON.parse(shown.stdout)).toMatchObject({ id: 'tiny', name: 'My garden' })
  await desk.run(['models', 'remove', 'tiny'], { env })
  const gone = await desk.run(['models', 'rename', 'tiny', 'Nothing'], { env })
  expect(gone.exitCode).toBe(1)
  const shipped = await desk.run(['models', 'rename', 'selfsame-base', 'Mine'], { env })
  expect(shipped.exitCode).toBe(1)
})
