/**
 * Reads the runtime's profile of a session: which operators ran where. Pure; the file is read by who has it.
 */

/** Provider that runs what no other one can. */
const PROCESSOR = 'CPUExecutionProvider'

/** Types of the operators that ran on the processor, each once, in alphabetic order. */
export function operatorsOnCpu(profile: string): string[] {
  const events: unknown = JSON.parse(profile)
  if (!Array.isArray(events)) throw new TypeError('the profile is no list of events')
  const found = events.flatMap((event: unknown) => {
    const { provider, op_name: operator } = fieldsOf(fieldsOf(event)['args'])
    return provider === PROCESSOR && typeof operator === 'string' ? [operator] : []
  })
  return [...new Set(found)].sort()
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
