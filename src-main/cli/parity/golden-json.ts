/**
 * A file of reference constants, one object a case, that remembers which of its fields were looked at.
 * Reads values; what they mean is the checks' affair.
 */
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { JsonFields } from '../../../src-shared/importers/json-fields.ts'

const REMEDY = 'use the files of one reference run'

export class GoldenJson {
  readonly #path: string
  readonly #cases: Readonly<Record<string, unknown>>
  readonly #read = new Map<string, JsonFields>()

  /** `json` must be an object; UserError naming `path` where it is none. */
  constructor(json: unknown, path: string) {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      throw new UserError(`${path} is not a JSON object; ${REMEDY}`)
    }
    this.#path = path
    this.#cases = { ...json }
  }

  get cases(): readonly string[] {
    return Object.keys(this.#cases)
  }

  /** The fields of one case, undefined where the file does not know it. */
  case(name: string): JsonFields | undefined {
    if (!Object.hasOwn(this.#cases, name)) return undefined
    const fields =
      this.#read.get(name) ?? new JsonFields(this.#cases[name], `${this.#path}: ${name}`, REMEDY)
    this.#read.set(name, fields)
    return fields
  }

  /** Cases and fields of numbers that nobody has read so far. */
  get unread(): readonly string[] {
    return this.cases.flatMap((name) => {
      const unread = this.#unreadOf(name).filter(([, value]) => typeof value !== 'string')
      return this.#read.has(name) ? unread.map(([key]) => `${name}.${key}`) : [name]
    })
  }

  /** Fields that hold words about the numbers and that nobody has read. */
  get texts(): readonly string[] {
    return this.cases.flatMap((name) => {
      const texts = this.#unreadOf(name).filter(([, value]) => typeof value === 'string')
      return texts.map(([key]) => `${name}.${key}`)
    })
  }

  #unreadOf(name: string) {
    return this.#read.get(name)?.others() ?? []
  }
}
