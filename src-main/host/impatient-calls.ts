/**
 * Long calls that end soon after they were cancelled, even where the engine does not hear: whoever starts the engine
 * is told to end it. Knows nothing of processes.
 */
import { AppError } from '../../src-shared/contract/app-error.ts'
import type { EngineApi } from '../../src-shared/contract/app-api.ts'
import type { Dispose } from '../../src-shared/contract/port.ts'

/** The engine may take this many milliseconds to answer a cancel. */
export const PATIENCE = 1000

const LONG_CALLS: readonly string[] = [
  'edits.run',
  'edits.replay',
  'batch.run',
  'pictures.export',
  'models.import',
  'models.export',
  'models.isWhole',
]

/** True for calls that may take minutes and that are not simply asked again. */
export function isLongCall(path: string): boolean {
  return LONG_CALLS.includes(path)
}

export interface ImpatienceOptions {
  readonly later: (milliseconds: number, action: () => void) => Dispose
  /** Ends an engine that has not answered in time. */
  readonly endEngine: () => void
}

type LongCall<Request, Result> = (request: Request, signal?: AbortSignal) => Promise<Result>

/** The API, whose long calls reject with 'cancelled' also where the engine had to be ended for it. */
export function impatient(api: EngineApi, { later, endEngine }: ImpatienceOptions): EngineApi {
  const wanted = new Set<object>()
  // An engine that works for somebody else too is left to it.
  const endUnlessWanted = () => {
    if (wanted.size === 0) endEngine()
  }
  const hurry =
    <Request, Result>(call: LongCall<Request, Result>): LongCall<Request, Result> =>
    async (request, signal) => {
      const own = {}
      let forget: Dispose = () => undefined
      const waitNoLonger = () => {
        wanted.delete(own)
        forget = later(PATIENCE, endUnlessWanted)
      }
      wanted.add(own)
      signal?.addEventListener('abort', waitNoLonger, { once: true })
      try {
        return await call(request, signal)
      } catch (error) {
        if (signal?.aborted && error instanceof AppError && error.code === 'engine-died')
          throw new AppError('cancelled', 'Cancelled.', { cause: error })
        throw error
      } finally {
        wanted.delete(own)
        forget()
        signal?.removeEventListener('abort', waitNoLonger)
      }
    }
  const { edits, batch, pictures, models } = api
  return {
    models: overriding(models, {
      import: hurry((request, signal) => models.import(request, signal)),
      export: hurry((request, signal) => models.export(request, signal)),
      isWhole: hurry((request, signal) => models.isWhole(request, signal)),
    }),
    devices: api.devices,
    projects: api.projects,
    edits: overriding(edits, {
      run: hurry((job, signal) => edits.run(job, signal)),
      replay: hurry((request, signal) => edits.replay(request, signal)),
    }),
    batch: overriding(batch, { run: hurry((job, signal) => batch.run(job, signal)) }),
    pictures: overriding(pictures, {
      export: hurry((request, signal) => pictures.export(request, signal)),
    }),
  }
}

/** The service with some methods of its own; its members need not be known beforehand. */
function overriding<Service extends object>(service: Service, own: Partial<Service>): Service {
  return new Proxy(service, {
    get: (_, name): unknown => Reflect.get(name in own ? own : service, name),
  })
}
