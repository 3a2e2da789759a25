/**
 * A process that answers like an engine but computes nothing: it can be asked to hang or to die.
 */
import { parentPort } from '../../../src-main/host/process-ports.ts'
import { serve } from '../../../src-shared/contract/rpc.ts'
import type { ModelsApi } from '../../../src-shared/contract/models-api.ts'
import { z } from 'zod'

interface FixtureApi {
  readonly models: Pick<ModelsApi, 'list' | 'device'>
  readonly edits: {
    run(order: { readonly job: string }, signal?: AbortSignal): Promise<string>
  }
  readonly projects: {
    stash(bytes: Uint8Array): Promise<string>
    unstash(key: string): Promise<Uint8Array>
  }
}

const port = parentPort()
port.onClose(() => process.exit())
const api: FixtureApi = {
  models: {
    list: () => new Promise(() => undefined),
    device: () => Promise.resolve(`process ${process.pid}`),
  },
  edits: {
    run: async ({ job }, signal) => {
      if (job === 'deaf') for (;;);
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
      throw new DOMException('The operation was aborted.', 'AbortError')
    },
  },
  projects: {
    stash: (bytes) => Promise.resolve(`${bytes.length} bytes, the last is ${bytes.at(-1)}`),
    unstash: (key) => Promise.resolve(new Uint8Array(Number(key)).fill(7)),
  },
}
serve<FixtureApi>(api, port, {
  schemas: {
    models: { list: z.undefined(), device: z.undefined() },
    edits: { run: z.object({ job: z.string() }) },
    projects: { stash: z.custom<Uint8Array>((v) => v instanceof Uint8Array), unstash: z.string() },
  },
})
