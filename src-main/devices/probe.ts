/**
 * The entry of a probe process: answers one question about a device, and is ended by who asked.
 */
import type { ProbeApi } from '../../src-shared/contract/probe-api.ts'
import { serve } from '../../src-shared/contract/rpc.ts'
import { PROBE_SCHEMAS } from '../../src-shared/contract/schemas.ts'
import { parentPort } from '../host/process-ports.ts'
import { probeModel } from './probe-model.ts'

const port = parentPort()
port.onClose(() => process.exit())
serve<ProbeApi>({ probe: { measure: probeModel } }, port, {
  schemas: PROBE_SCHEMAS,
})
