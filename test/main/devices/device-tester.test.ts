/** Which device a model gets, and what is remembered of the others. */
import { describe, expect, test } from 'vitest'
import { CRASHED, GOOD, MISSING, machine, MODEL } from '../../support/device-doubles.ts'

describe('a device is chosen', () => {
  test('in half precision where it passes, and tested but once', async () => {
    const { tester, asked } = machine(() => GOOD)
    const chosen = { device: 'webgpu', precision: 'fp16', onCpu: [], refused: [] }
    expect(await tester.choose(MODEL, 'auto')).toEqual(chosen)
    expect(await tester.choose(MODEL, 'auto')).toEqual(chosen)
    expect(asked).toEqual(['webgpu fp16', 'cpu fp32'])
  })

  test('in single precision where half is wrong', async () => {
    const { tester, asked } = machine(({ precision }) =>
      precision === 'fp16' ? { ...GOOD, largest: 0.5 } : GOOD,
    )
    expect(await tester.choose(MODEL, 'webgpu')).toMatchObject({
      device: 'webgpu',
      precision: 'fp32',
      refused: [],
    })
    expect(asked).toEqual(['webgpu fp16', 'webgpu fp32'])
  })

  test.each([
    ['gives other numbers', { ...GOOD, rms: 0.01 }, 'wrong'],
    ['gives no numbers', { ...GOOD, largest: Infinity, rms: Infinity }, 'wrong'],
    ['crashes', CRASHED, 'crashed'],
    ['is not there', MISSING, 'missing'],
  ] as const)('after one that %s, which is refused by name', async (_, report, reason) => {
    const { tester } = machine(({ device }) => (device === 'webgpu' ? report : GOOD))
    const chosen = await tester.choose(MODEL, 'webgpu')
    expect(chosen.device).toBe('dml')
    expect(chosen.refused).toMatchObject([{ device: 'webgpu', reason, isNew: true }])
    const again = await tester.choose(MODEL, 'webgpu')
    expect(again.refused).toMatchObject([{ device: 'webgpu', reason, isNew: false }])
  })

  test('as the processor where nothing passes, or nothing is faster', async () => {
    const none = machine(() => MISSING)
    expect((await none.tester.choose(MODEL, 'auto')).device).toBe('cpu')
    const slow = machine(() => ({ ...GOOD, windowsPerSecond: 9 }))
    expect((await slow.tester.choose(MODEL, 'auto')).device).toBe('cpu')
    expect((await slow.tester.choose(MODEL, 'webgpu')).device).toBe('webgpu')
    expect((await slow.tester.choose(MODEL, 'cpu')).device).toBe('cpu')
  })

  test('with the operators that fell back to the processor', async () => {
    const { tester } = machine(() => ({ ...GOOD, onCpu: ['Sign'] }))
    expect((await tester.choose(MODEL, 'auto')).onCpu).toEqual(['Sign'])
  })

  test('by one test for all who wait, which goes on when one of them leaves', async () => {
    let answer: (() => void) | undefined
    const answered = new Promise<void>((resolve) => (answer = resolve))
    const { tester, asked } = machine(() => answered.then(() => GOOD))
    const leaving = new AbortController()
    const left = tester.choose(MODEL, 'auto', { signal: leaving.signal })
    const waiting = tester.choose(MODEL, 'auto')
    await new Promise((resolve) => setTimeout(resolve, 5))
    leaving.abort()
    await expect(left).rejects.toMatchObject({ name: 'AbortError' })
    answer?.()
    expect((await waiting).device).toBe('webgpu')
    expect(asked).toEqual(['webgpu fp16', 'cpu fp32'])
  })
})

test('who waits for a self-test is told of it, and only where there is one', async () => {
  const { tester } = machine(({ device }) => (device === 'webgpu' ? CRASHED : GOOD))
  const told: string[] = []
  const onTest = (device: string) => told.push(device)
  await tester.choose(MODEL, 'auto', { onTest })
  await tester.choose(MODEL, 'auto', { onTest })
  expect(told).toEqual(['webgpu', 'dml', 'cpu'])
})

test('the list says of each device what is known', async () => {
  const { tester } = machine(() => GOOD)
  await tester.test(MODEL, 'dml')
  expect(await tester.list(MODEL)).toEqual([
    { id: 'webgpu', name: 'WebGPU', automatic: true, state: { kind: 'untested' } },
    {
      ...{ id: 'dml', name: 'DirectML', automatic: true },
      state: {
        ...{ kind: 'passed', precision: 'fp16', difference: 1e-5 },
        ...{ onCpu: [], windowsPerSecond: 100, smallOnly: false },
      },
    },
    { id: 'cpu', name: 'Slow CPU', automatic: true, state: { kind: 'untested' } },
  ])
})
