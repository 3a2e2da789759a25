/**
 * What a measurement says of a device. Pure.
 */
import type { DeviceState, Precision } from '../../src-shared/contract/devices-api.ts'
import type { ProbeReport } from '../../src-shared/contract/probe-api.ts'

/** One of 255 steps between the darkest and the brightest value, -1 and 1. */
const LEVEL = 2 / 255

/** What is rounding and no mistake. Half precision has eleven bits, and a single value may lie some levels off. */
const BOUNDS: Readonly<Record<Precision, { readonly largest: number; readonly rms: number }>> = {
  fp32: { largest: LEVEL / 4, rms: LEVEL / 16 },
  fp16: { largest: 4 * LEVEL, rms: LEVEL / 4 },
}

export function judge(report: ProbeReport, precision: Precision): DeviceState {
  if (report.kind === 'failed') {
    const { reason, detail } = report
    return { kind: 'refused', reason, detail }
  }
  const { largest, rms, onCpu, windowsPerSecond, smallOnly } = report
  const bounds = BOUNDS[precision]
  if (largest <= bounds.largest && rms <= bounds.rms)
    return { kind: 'passed', precision, difference: largest, onCpu, windowsPerSecond, smallOnly }
  const detail = isFinite(largest)
    ? `its estimates differ from the processor's by ${(largest / LEVEL).toFixed(1)} of 255 levels`
    : 'its estimates are not numbers'
  return { kind: 'refused', reason: 'wrong', detail }
}
