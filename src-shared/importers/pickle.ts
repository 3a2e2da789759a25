/**
 * Reads Python's pickles (protocols 0 to 5, as far as PyTorch writes them) as plain values. Executes nothing: a
 * pickle's calls become notes of what was to be called, and every name that is not on the caller's list ends the reading.
 */
import { damaged } from './byte-source.ts'
import { sentence, type Sentence } from '../contract/sentences.ts'
import { UserError } from '../contract/user-error.ts'
import { decodeUtf8 } from './utf8.ts'

/** Integers beyond 2^53 are bigint; a tuple is an array like a list. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | PickleDict
  | PickleGlobal
  | PickleCall
  | PicklePersistent

/** A dictionary; keys that are not text are left out. */
export class PickleDict extends Map<string, PickleValue> {}

/** A name in a Python module, such as 'torch.FloatStorage'. */
export class PickleGlobal {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** What would have been called, with what. */
export class PickleCall {
  readonly callee: string
  readonly args: readonly PickleValue[]
  constructor(callee: string, args: readonly PickleValue[]) {
    this.callee = callee
    this.args = args
  }
}

/** Something that lies outside of the pickle, by its id. */
export class PicklePersistent {
  readonly id: PickleValue
  constructor(id: PickleValue) {
    this.id = id
  }
}

export interface PickleOptions {
  /** What error messages call the file. */
  readonly file: string
  /** The names that may occur; 'module.name'. */
  readonly allowed: ReadonlySet<string>
  /** What to say of a name that is not, where there is more to say; null elsewhere. */
  readonly explain?: (name: string) => Sentence | null
}

/** The value that `bytes` spell. Throws UserError where they are damaged or name what is not allowed. */
export function readPickle(bytes: Uint8Array, options: PickleOptions): PickleValue {
  return new Machine(bytes, options).run()
}

const MARK = Symbol('mark')
type Slot = PickleValue | typeof MARK

/** Text of a number or a name; pickles have no reason for longer ones. */
const LONGEST_LINE = 1000
const LONGEST_INTEGER = 255
/** Checkpoints have some 50 for a tensor; endless ones would keep the reader busy, and fill the memory. */
const MOST_INSTRUCTIONS = 500_000

class Machine {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #options: PickleOptions
  readonly #memo = new Map<number, PickleValue>()
  #stack: Slot[] = []
  #at = 0

  constructor(bytes: Uint8Array, options: PickleOptions) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#options = options
  }

  run(): PickleValue {
    for (let count = 0; count < MOST_INSTRUCTIONS; count++) {
      const code = String.fromCharCode(this.#byte())
      if (code === '.') return this.#pop()
      const operation = OPERATIONS[code]
      if (!operation) throw this.#damaged(`it has the unknown instruction ${JSON.stringify(code)}`)
      operation(this)
    }
    throw this.#damaged('it has too many instructions')
  }

  push(value: Slot): void {
    this.#stack.push(value)
  }

  #pop(): PickleValue {
    const value = this.#stack.pop()
    if (value === undefined || value === MARK) throw this.#damaged('it takes what is not there')
    return value
  }

  pop(): PickleValue {
    return this.#pop()
  }

  top(): PickleValue {
    const value = this.#pop()
    this.#stack.push(value)
    return value
  }

  discard(): void {
    if (this.#stack.pop() === undefined) throw this.#damaged('it takes what is not there')
  }

  /** Takes everything above the last mark, and the mark. */
  popToMark(): PickleValue[] {
    const mark = this.#stack.lastIndexOf(MARK)
    if (mark < 0) throw this.#damaged('it takes a list that was not begun')
    const values = this.#stack.splice(mark).slice(1)
    return values.filter((value) => value !== MARK)
  }

  tuple(count: number): void {
    const values = Array.from({ length: count }, () => this.#pop())
    this.push(values.reverse())
  }

  put(index: number): void {
    this.#memo.set(index, this.top())
  }

  memoize(): void {
    this.put(this.#memo.size)
  }

  get(index: number): void {
    const value = this.#memo.get(index)
    if (value === undefined) throw this.#damaged(`it takes the value ${index}, which was not kept`)
    this.push(value)
  }

  append(values: readonly PickleValue[]): void {
    const list = this.top()
    if (!Array.isArray(list)) throw this.#damaged('it adds to what is no list')
    for (const value of values) list.push(value)
  }

  setItems(values: readonly PickleValue[]): void {
    const dict = this.top()
    if (!(dict instanceof PickleDict) || values.length % 2 !== 0) {
      throw this.#damaged('it sets entries of what is no dictionary')
    }
    for (let i = 0; i < values.length; i += 2) {
      const key = values[i]
      if (typeof key === 'string') dict.set(key, values[i + 1])
      else if (typeof key === 'number') dict.set(String(key), values[i + 1])
    }
  }

  global(name: string): void {
    const { allowed, file, explain } = this.#options
    if (allowed.has(name)) return this.push(new PickleGlobal(name))
    const program = JSON.stringify(name.slice(0, 100))
    throw new UserError(explain?.(name) ?? sentence('modelRuns', { file, program }))
  }

  /** The callee was allowed when it was named. */
  reduce(): void {
    const args = this.#pop()
    const callee = this.#pop()
    if (!(callee instanceof PickleGlobal) || !Array.isArray(args)) {
      throw this.#damaged('it calls what is no function')
    }
    const makesDict = callee.name === 'collections.OrderedDict'
    this.push(makesDict ? new PickleDict() : new PickleCall(callee.name, args))
  }

  /** State of an object: what our values do not keep. */
  build(): void {
    this.#pop()
    this.top()
  }

  stackGlobal(): void {
    const name = this.#pop()
    const module = this.#pop()
    if (typeof name !== 'string' || typeof module !== 'string') {
      throw this.#damaged('it names a function by what is no text')
    }
    this.global(`${module}.${name}`)
  }

  #byte(): number {
    return this.take(1)[0]
  }

  take(length: number): Uint8Array {
    if (length < 0 || this.#at + length > this.#bytes.length) {
      throw this.#damaged('it ends in the middle')
    }
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  unsigned(width: 1 | 2 | 4 | 8): number {
    const at = this.#at
    this.take(width)
    if (width === 1) return this.#view.getUint8(at)
    if (width === 2) return this.#view.getUint16(at, true)
    if (width === 4) return this.#view.getUint32(at, true)
    return Number(this.#view.getBigUint64(at, true)) // longer than any file where it is inexact
  }

  int32(): number {
    const at = this.#at
    this.take(4)
    return this.#view.getInt32(at, true)
  }

  float64(): number {
    const at = this.#at
    this.take(8)
    return this.#view.getFloat64(at)
  }

  line(): string {
    const end = this.#bytes.indexOf(10, this.#at)
    if (end < 0 || end - this.#at > LONGEST_LINE) throw this.#damaged('a line in it does not end')
    const text = this.text(end - this.#at)
    this.#at++
    return text
  }

  text(length: number): string {
    const bytes = this.take(length)
    try {
      return decodeUtf8(bytes)
    } catch {
      throw this.#damaged('a text in it is not UTF-8')
    }
  }

  number(text: string): number {
    const value = Number(text)
    if (text.trim() === '' || Number.isNaN(value)) throw this.#damaged('a number in it is none')
    return value
  }

  /** Two's complement, little-endian. */
  integer(length: number): number | bigint {
    if (length > LONGEST_INTEGER) throw this.#damaged(`it has an integer of ${length} bytes`)
    const bytes = this.take(length)
    let value = 0n
    for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i])
    const signed = BigInt.asIntN(8 * bytes.length, value)
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed
  }

  mark(): void {
    this.#stack.push(MARK)
  }

  dictOf(values: readonly PickleValue[]): void {
    this.push(new PickleDict())
    this.setItems(values)
  }

  #damaged(fault: string): UserError {
    return damaged(this.#options.file, 'a pickle', fault)
  }
}

type Operation = (machine: Machine) => void

/** By the instruction's character, as in Python's own table. */
const OPERATIONS: Readonly<Partial<Record<string, Operation>>> = {
  '\x80': (m) => m.take(1), // protocol
  '\x95': (m) => m.take(8), // frame
  '(': (m) => m.mark(),
  '0': (m) => m.discard(),
  '1': (m) => m.popToMark(),
  '2': (m) => m.push(m.top()),
  N: (m) => m.push(null),
  '\x88': (m) => m.push(true),
  '\x89': (m) => m.push(false),
  I: (m) => {
    const text = m.line()
    m.push(text === '01' ? true : text === '00' ? false : m.number(text))
  },
  L: (m) => m.push(m.number(m.line().replace(/L$/, ''))),
  F: (m) => m.push(m.number(m.line())),
  J: (m) => m.push(m.int32()),
  K: (m) => m.push(m.unsigned(1)),
  M: (m) => m.push(m.unsigned(2)),
  G: (m) => m.push(m.float64()),
  '\x8a': (m) => m.push(m.integer(m.unsigned(1))),
  '\x8b': (m) => m.push(m.integer(m.unsigned(4))),
  V: (m) => m.push(m.line()),
  X: (m) => m.push(m.text(m.unsigned(4))),
  '\x8c': (m) => m.push(m.text(m.unsigned(1))),
  '\x8d': (m) => m.push(m.text(m.unsigned(8))),
  U: (m) => m.push(m.take(m.unsigned(1))),
  T: (m) => m.push(m.take(m.unsigned(4))),
  B: (m) => m.push(m.take(m.unsigned(4))),
  C: (m) => m.push(m.take(m.unsigned(1))),
  '\x8e': (m) => m.push(m.take(m.unsigned(8))),
  ')': (m) => m.push([]),
  t: (m) => m.push(m.popToMark()),
  '\x85': (m) => m.tuple(1),
  '\x86': (m) => m.tuple(2),
  '\x87': (m) => m.tuple(3),
  ']': (m) => m.push([]),
  l: (m) => m.push(m.popToMark()),
  a: (m) => {
    const value = m.pop()
    m.append([value])
  },
  e: (m) => m.append(m.popToMark()),
  '}': (m) => m.push(new PickleDict()),
  d: (m) => m.dictOf(m.popToMark()),
  s: (m) => {
    const value = m.pop()
    const key = m.pop()
    m.setItems([key, value])
  },
  u: (m) => m.setItems(m.popToMark()),
  q: (m) => m.put(m.unsigned(1)),
  r: (m) => m.put(m.unsigned(4)),
  p: (m) => m.put(m.number(m.line())),
  '\x94': (m) => m.memoize(),
  h: (m) => m.get(m.unsigned(1)),
  j: (m) => m.get(m.unsigned(4)),
  g: (m) => m.get(m.number(m.line())),
  c: (m) => {
    const module = m.line()
    m.global(`${module}.${m.line()}`)
  },
  '\x93': (m) => m.stackGlobal(),
  R: (m) => m.reduce(),
  b: (m) => m.build(),
  Q: (m) => m.push(new PicklePersistent(m.pop())),
  P: (m) => m.push(new PicklePersistent(m.line())),
  '\x81': (m) => m.reduce(), // a new object of a class
  '\x8f': (m) => m.push([]), // a set
  '\x90': (m) => m.append(m.popToMark()),
}
