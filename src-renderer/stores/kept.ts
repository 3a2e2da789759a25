/** What an edit kept, as phrases and figures for people. Pure. */
import type { Residual } from '../document/document.ts'
import { message, type Said } from './message.ts'

/** One phrase for the status line: the strongest thing that can be said. */
export function keptPhrase({ residual, changedOutsideMask }: Residual): Said {
  if (changedOutsideMask === 0) return message('status.identical')
  if (changedOutsideMask !== null) return message('status.changed', { n: changedOutsideMask })
  if (residual !== null) return message('status.deviation', { percent: percent(residual) })
  return message('status.keptNothing')
}

export interface KeptRow {
  readonly key: string
  readonly value: Said
  /** Nothing at all differs. */
  readonly exact: boolean
}

export function keptRows({ residual, changedOutsideMask, region }: Residual): readonly KeptRow[] {
  const rows: KeptRow[] = []
  if (changedOutsideMask !== null) {
    const exact = changedOutsideMask === 0
    const value = exact ? message('kept.none') : { text: String(changedOutsideMask) }
    rows.push({ key: 'kept.outside', value, exact })
  }
  rows.push({
    key: 'kept.deviation',
    value: residual === null ? message('kept.free') : { text: `${percent(residual)} %` },
    exact: residual === 0,
  })
  if (region !== null) {
    const { width, height } = region
    rows.push({ key: 'kept.region', value: { text: `${width} × ${height}` }, exact: false })
  }
  return rows
}

/** A share as per cent, with as many digits as tell it from nothing. */
export function percent(share: number): string {
  const value = 100 * share
  return value === 0 || value >= 0.1 ? value.toFixed(1) : value.toPrecision(1)
}
