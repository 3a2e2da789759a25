/**
 * The part of WebAssembly that shared code uses. It exists wherever JavaScript runs, but the language's own library
 * does not declare it.
 */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array)
  }
  class Instance {
    readonly exports: Readonly<Record<string, unknown>>
    constructor(module: Module)
  }
  class Memory {
    readonly buffer: ArrayBuffer
    grow(pages: number): number
  }
}
