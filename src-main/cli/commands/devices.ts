/**
 * `devices`: what this machine has to run a model on, what passed its self-test, and how fast each is.
 * Tests what was not tested yet; the tests run in processes of their own.
 */
import type { DeviceInfo } from '../../../src-shared/contract/devices-api.ts'
import { measure } from '../../devices/devices-service.ts'
import { findModel } from '../../models/library.ts'
import { defineCommand } from '../command.ts'
import { machineTester } from '../machine.ts'
import { flag, text } from '../options.ts'

export const devicesCommand = defineCommand(
  {
    name: 'devices',
    summary: 'List what can run a model here, and what passed its self-test',
    operands: {},
    options: {
      model: text({
        placeholder: 'ID|DIR',
        help: 'model to test with (default: the one that comes along)',
      }),
      again: flag('test again what was tested before'),
      bench: flag('measure the speed with as many windows at a time as an edit has'),
    },
    examples: ['devices', 'devices --model garden --bench', 'devices --again --json'],
  },
  async ({ options }, { print, progress, signal }) => {
    const record = await findModel(options.model)
    const tester = machineTester(signal)
    const before = await tester.list(record)
    for (const [done, { id, state }] of before.entries()) {
      signal.throwIfAborted()
      progress.show({ label: `test ${id}`, done, total: before.length })
      if (options.bench) await measure(tester, { record, device: id }, signal)
      else if (options.again || state.kind === 'untested') await tester.test(record, id, { signal })
    }
    const devices = await tester.list(record)
    const { device } = await tester.choose(record, 'auto', { signal })
    for (const one of devices) print(describe(one, one.id === device))
    return { report: { model: record.id, automatic: device, devices } }
  },
)

function describe({ id, name, state }: DeviceInfo, isChosen: boolean): string {
  const mark = isChosen ? '*' : ' '
  return `${mark} ${id.padEnd(7)} ${name}: ${wordsOf(state)}`
}

function wordsOf(state: DeviceInfo['state']): string {
  if (state.kind === 'untested') return 'not tested'
  if (state.kind === 'refused') return `${state.reason}, ${state.detail}`
  const { precision, windowsPerSecond, smallOnly, onCpu } = state
  const fallen = onCpu.length > 0 ? `, ${onCpu.join(', ')} on the processor` : ''
  const pace = `${windowsPerSecond.toPrecision(3)} windows/s`
  const speed = smallOnly
    ? `about ${pace} by its smallest window, as a whole one takes too long`
    : pace
  return `passed in ${precision}, ${speed}${fallen}`
}
