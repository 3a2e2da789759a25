/**
 * `parity`: is this engine the one that the reference programs are? Compares, prints, and says yes or no.
 */
import { DEVICES } from '../../../src-shared/contract/devices-api.ts'
import { defineCommand } from '../command.ts'
import { choice } from '../options.ts'
import { checkFixtures } from './check-fixtures.ts'
import type { Finding, Item, Measure, Skip } from './finding.ts'

export const parityCommand = defineCommand(
  {
    name: 'parity',
    summary: 'Compare everything the engine computes with reference numbers',
    operands: { DIR: 'a folder of golden_* files, or a folder of such folders' },
    options: {
      device: choice(
        DEVICES,
        'what computes the networks; others than the cpu have ten times the tolerance (default: cpu)',
      ),
    },
    examples: ['parity test/fixtures', 'parity test/fixtures/schedules --json'],
  },
  async ({ operands, options }, { signal, print }) => {
    const items: Item[] = []
    const skipped: Skip[] = []
    for await (const finding of checkFixtures(operands.DIR, options.device)) {
      signal.throwIfAborted()
      if (finding.kind === 'item') items.push(finding)
      else skipped.push(finding)
      print(lineOf(finding))
    }
    const failed = items.filter(({ ok }) => !ok)
    print(summaryOf(items, failed, skipped))
    return { report: reportOf(items, skipped), failed: failed.length > 0 }
  },
)

const UNITS: Readonly<Record<Measure, string>> = {
  absolute: '',
  relative: ' relative',
  'relative above 1': ' relative above 1',
  'of the largest': ' of the largest',
}

function lineOf(finding: Finding): string {
  if (finding.kind === 'skip') return `skip  ${finding.name}: ${finding.reason}`
  const { name, error, tolerance, measure, ok, worst, fault } = finding
  if (fault !== undefined) return `FAIL  ${name}: ${fault}`
  const verdict = ok ? 'ok  ' : 'FAIL'
  const limit = `tolerance ${short(tolerance)}${UNITS[measure]}`
  const place = worst === undefined ? '' : ` (${worst})`
  return `${verdict}  error ${short(error)}  ${limit.padEnd(37)}  ${name}${place}`
}

function short(value: number): string {
  return (Number.isFinite(value) ? value.toExponential(1) : 'no number').padStart(9)
}

function summaryOf(
  items: readonly Item[],
  failed: readonly Item[],
  skipped: readonly Skip[],
): string {
  const verdict = failed.length === 0 ? 'all within tolerance' : `${failed.length} over tolerance`
  const names = failed.map(({ name }) => `\n  ${name}`).join('')
  return `${items.length} compared, ${verdict}; ${skipped.length} skipped${names}`
}

/** What --json prints; an error that is no number is null. */
function reportOf(items: readonly Item[], skipped: readonly Skip[]) {
  return {
    items: items.map(({ name, error, tolerance, measure, ok, worst, fault }) => ({
      name,
      error,
      tolerance,
      measure,
      ok,
      worst,
      fault,
    })),
    skipped: skipped.map(({ name, reason }) => ({ name, reason })),
  }
}
