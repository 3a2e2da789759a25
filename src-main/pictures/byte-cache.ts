/**
 * Values in memory up to a number of bytes; what was not used for longest goes first.
 * Knows sizes, not what the values are.
 */
export class ByteCache<Key, Value> {
  readonly #budget: number
  readonly #sizeOf: (value: Value) => number
  readonly #values = new Map<Key, Value>() // in the order of use
  #bytes = 0

  constructor(budget: number, sizeOf: (value: Value) => number) {
    this.#budget = budget
    this.#sizeOf = sizeOf
  }

  /** Sum of the sizes of what is held; above the budget only where a single value is larger. */
  get bytes(): number {
    return this.#bytes
  }

  get(key: Key): Value | undefined {
    const value = this.#values.get(key)
    if (value === undefined) return undefined
    this.#values.delete(key)
    this.#values.set(key, value)
    return value
  }

  set(key: Key, value: Value): void {
    this.delete(key)
    this.#values.set(key, value)
    this.#bytes += this.#sizeOf(value)
    for (const oldest of this.#values.keys()) {
      if (this.#bytes <= this.#budget || oldest === key) return
      this.delete(oldest)
    }
  }

  delete(key: Key): void {
    const value = this.#values.get(key)
    if (value === undefined) return
    this.#values.delete(key)
    this.#bytes -= this.#sizeOf(value)
  }

  /** Forgets every value whose key `matches`. */
  deleteWhere(matches: (key: Key) => boolean): void {
    for (const key of [...this.#values.keys()]) if (matches(key)) this.delete(key)
  }
}
