/** What a folder holds, as the command line tells it. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DatasetReport, TrainingEstimate } from '../../../src-shared/contract/training-api.ts'
import { call, openDesk } from '../../support/command-line.ts'
import type { Desk } from '../../support/command-line.ts'
import { drawPhotograph, writePng } from '../../support/drawn-photographs.ts'
import { writeTinyModel } from '../../support/tiny-model.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
  for (const [index, name] of ['a', 'b', 'im Süden/über Nacht'].entries())
    await writePng(at(`garden/${name}.png`), drawPhotograph(2 * index + 1, 96, 80))
  await copyFile(at('garden/a.png'), at('garden/c.png'))
  await writeFile(at('garden/torn.jpg'), 'no picture')
  await writeTinyModel(at('tiny'))
})
afterEach(() => desk.remove())

const at = (name: string) => desk.path(name)
const dataset = (...more: string[]) =>
  call(['dataset', at('garden'), '--from', at('tiny'), ...more])

describe('dataset', () => {
  test('gives one object with every file, its use, and what a run would take', async () => {
    const { exitCode, stdout, stderr } = await dataset('--estimate', '--minutes', '1', '--json')
    expect([exitCode, stderr]).toEqual([0, ''])
    const report = JSON.parse(stdout) as DatasetReport & { readonly estimate: TrainingEstimate }
    expect(report.counts).toMatchObject({ training: 2, validation: 1, duplicate: 1, unusable: 1 })
    expect(report.photographs.map(({ path }) => path)).toContain('im Süden/über Nacht.png')
    expect(report.estimate.steps).toBeGreaterThan(1)
    expect(report.estimate.seconds).toBeCloseTo(60, 0)
  })

  test('takes in and leaves out what it is told to, and writes the patches that a run would see', async () => {
    const { exitCode, stdout } = await dataset(
      ...['--include', 'c.png', '--exclude', 'im Süden/über Nacht.png'],
      ...['--patches', at('patches.png')],
    )
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/excluded {3}96x80 +im Süden/)
    expect(stdout).toContain('left out: 1 excluded, 0 duplicates, 1 of no use')
    const { width, height } = await sharp(at('patches.png')).metadata()
    expect([width, height]).toEqual([8 * 16, 8 * 16])
    const again = await dataset('--patches', at('patches.png'))
    expect([again.exitCode, again.stderr]).toEqual([1, expect.stringContaining('exists')])
  })

  test('says which name is none of a photograph, as does train', async () => {
    for (const option of ['exclude', 'include']) {
      const { exitCode, stderr } = await dataset(`--${option}`, 'd.png')
      expect(exitCode).toBe(2)
      expect(stderr).toMatch(new RegExp(`^--${option}: \\S+garden holds no photograph 'd.png'`))
    }
    const train = ['train', at('garden'), '--from', at('tiny'), '--out', at('model')]
    const { exitCode, stderr } = await call([...train, '--exclude', './a.png'])
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("no photograph './a.png'")])
  })

  test('takes names with commas in them, behind a backslash, and one name after another', async () => {
    await writePng(at('garden/red, blue.png'), drawPhotograph(7, 96, 80))
    const { stdout } = await dataset('--exclude', 'a.png,red\\, blue.png')
    expect(stdout).toContain('left out: 2 excluded')
    const twice = await dataset('--exclude', 'a.png', '--exclude', 'b.png')
    expect(twice.stdout).toContain('left out: 2 excluded')
  })

  test('has no patches of a folder without photographs', async () => {
    await mkdir(at('bare'))
    const { exitCode, stderr } = await call(['dataset', at('bare'), '--patches', at('patches.png')])
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('holds no photograph')])
  })
})
