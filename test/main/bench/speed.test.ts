import { describe, expect, test } from 'vitest'
import { measureInTurns, median } from '../../../src-main/bench/speed/measure.ts'
import { openConvolutions, openProducts } from '../../../src-main/bench/speed/yardsticks.ts'

describe('measuring in turns', () => {
  test('gives the median of the timed rounds and leaves the warm-up out', async () => {
    let time = 0
    const order: string[] = []
    const probe = (name: string, durations: number[]) => ({
      name,
      flops: 1,
      run: () => {
        order.push(name)
        time += durations.shift() ?? 0
        return Promise.resolve()
      },
    })
    const probes = [probe('a', [99, 1, 5, 2]), probe('b', [99, 10, 30, 20])]
    const rounds: number[] = []
    const options = { rounds: 3, warmUp: 1, now: () => time }
    const onRound = (done: number, total: number) => rounds.push(done, total)
    expect(await measureInTurns(probes, { ...options, onRound })).toEqual([2, 20])
    expect(order.join('')).toBe('abababab')
    expect(rounds).toEqual([1, 4, 2, 4, 3, 4, 4, 4])
  })

  test('stops when it is cancelled', async () => {
    const cancelled = AbortSignal.abort()
    const probe = { name: 'a', flops: 1, run: () => Promise.resolve() }
    const options = { rounds: 1, warmUp: 0, now: () => 0, signal: cancelled }
    await expect(measureInTurns([probe], options)).rejects.toThrow(/abort/i)
  })

  test.each([
    [[3], 3],
    [[4, 1], 2.5],
    [[9, 1, 5], 5],
    [[], NaN],
  ])('the median of %j is %d', (values, middle) => {
    expect(median(values)).toBe(middle)
  })
})

describe('the yardsticks', () => {
  test('count two operations a multiply-add and run', async () => {
    const products = await openProducts({ threads: 1 })
    const convolutions = await openConvolutions({ threads: 1 })
    const flopsOf = (name: string) =>
      [...products.probes, ...convolutions.probes].find((probe) => probe.name === name)?.flops
    expect(flopsOf('gemm 512x512x512')).toBe(2 * 512 ** 3)
    expect(flopsOf('conv 16x64x32x32')).toBe(2 * 16 * 64 * 64 * 9 * 32 * 32)
    await products.probes[0]?.run()
    await convolutions.probes[0]?.run()
    await products.release()
    await convolutions.release()
  })
})
