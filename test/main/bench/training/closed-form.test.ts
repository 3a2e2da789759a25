/** Every recipe, trained for seconds on Gaussian data, comes nearer to the function that is known in closed form. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  closedFormRuns,
  runClosedForm,
} from '../../../../src-main/bench/training/closed-form/run-closed-form.ts'
import type { ClosedFormResult } from '../../../../src-main/bench/training/closed-form/run-closed-form.ts'
import {
  closedFormChart,
  closedFormTables,
} from '../../../../src-main/bench/training/closed-form/report.ts'
import { processClocks } from '../../../../src-main/training/meter.ts'

/** A few hundredths of the study: enough to see where each recipe is going. */
const SCALE = 0.06

let folder = ''
let results: ClosedFormResult[] = []
const place = () => ({
  folder,
  threads: 1,
  clocks: processClocks,
  signal: new AbortController().signal,
})

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'selfsame-closed-form-'))
  results = await runClosedForm(closedFormRuns(SCALE), place())
}, 600_000)
afterAll(() => rm(folder, { recursive: true }))

const resultOf = (name: string) => {
  const found = results.find(({ run }) => run.name === name)
  if (!found) throw new Error(`there is no run ${name}`)
  return found
}

describe('on Gaussian data', () => {
  test('the teacher finds the posterior mean', () => {
    const { measured } = resultOf('edm')
    expect(measured[measured.length - 1]?.value).toBeLessThan(0.15)
  })

  test.each(['ct', 'ict', 'ect', 'cd', 'cd-euler'])(
    '%s approaches the consistency function',
    (name) => {
      const { measured } = resultOf(name)
      const values = measured.map(({ value }) => value)
      expect(values[values.length - 1]).toBeLessThan(0.85 * (values[0] ?? 0))
    },
  )

  test('a device that is not there is not replaced by the processor', async () => {
    const other = { ...place(), folder: join(folder, 'elsewhere'), device: 'coreml' } as const
    await expect(runClosedForm(closedFormRuns(SCALE), other)).rejects.toThrow(
      'coreml cannot train here',
    )
  })

  test('a study that has ended is not trained again, and its tables and curve hold what was measured', async () => {
    const again = await runClosedForm(closedFormRuns(SCALE), {
      ...place(),
      onStep: (name) => {
        throw new Error(`${name} was trained again`)
      },
    })
    expect(again).toEqual(results)
    const table = closedFormTables(results).join('\n')
    expect(table).toMatch(/^\| ct +\| 360 /m)
    expect(closedFormChart(results).match(/<polyline/g)).toHaveLength(6)
  })
})
