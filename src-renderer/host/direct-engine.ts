/**
 * The program, with what carries pixels asked of the engine itself. Long calls stay with the program, which ends an
 * engine that does not hear a cancel; so does whatever the engine died over.
 */
import type { AppApi, DirectApi } from '../../src-shared/contract/app-api.ts'
import { AppError } from '../../src-shared/contract/app-error.ts'

/** The whole program, whose pictures and estimates come from `engine`. */
export function withDirectEngine(program: AppApi, engine: DirectApi): AppApi {
  const { host, models, devices, projects, batch, training, edits, pictures } = program
  return {
    host,
    models,
    devices,
    projects,
    batch,
    training,
    edits: new Proxy(edits, {
      get: (_, name): unknown => Reflect.get(name === 'onEstimate' ? engine.edits : edits, name),
    }),
    pictures: new Proxy(pictures, {
      get: (_, name): unknown => {
        const asked: unknown = Reflect.get(pictures, name)
        const direct: unknown = name === 'export' ? undefined : Reflect.get(engine.pictures, name)
        if (typeof asked !== 'function' || typeof direct !== 'function') return asked
        return (...args: unknown[]) => askTwice(direct, asked, args)
      },
    }),
  }
}

/** Once more where the engine died: the program knows when there is another, or that there is none. */
async function askTwice(first: object, second: object, args: readonly unknown[]): Promise<unknown> {
  try {
    return await call(first, args)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'engine-died') throw error
    return call(second, args)
  }
}

function call(method: object, args: readonly unknown[]): unknown {
  return typeof method === 'function' ? Reflect.apply(method, null, args) : undefined
}
