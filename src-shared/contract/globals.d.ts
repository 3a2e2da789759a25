/**
 * The parts of the standard library that the contract uses and that exist wherever JavaScript runs, but that the
 * language's own library does not declare.
 */
declare function structuredClone<Value>(value: Value): Value

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>
}

declare class TextDecoder {
  constructor(encoding: 'utf-8', options: { fatal: boolean })
  decode(bytes: Uint8Array): string
}
