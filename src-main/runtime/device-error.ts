/**
 * Reads what runtimes and drivers say when something fails: they have words, but no codes.
 */
const OUT_OF_MEMORY =
  /out of memory|out_of_memory|OutOfMemory|bad[_ ]alloc|failed to allocate|alloc\w* failed|8007000E|not enough (gpu |video )?memory/i

const MISSING =
  /failed to get a webgpu adapter|no supported adapters|no available backend found|backend not found|failed to load shared library|no such device|no cuda-capable device|887A0004|could not be loaded|failed to load library/i

/** True where a smaller batch, or another device, may succeed. */
export function isOutOfMemory(error: unknown): boolean {
  return OUT_OF_MEMORY.test(messageOf(error))
}

/** True where the driver or the hardware is not there at all. */
export function isMissing(error: unknown): boolean {
  return MISSING.test(messageOf(error))
}

/** What comes before the sentence: the path to a file, the place in the runtime's sources, the function there. */
const PLACES = [
  /^Load model from .*?\.onnx(?: failed:)?\s*/,
  /\S*onnxruntime_src\/\S+\s*/g,
  /^(?:\w+ )?onnxruntime::[\w:~]+\(.*?\)(?: const)? (?=[A-Z])/,
]

/** The sentence in it alone. */
export function faultOf(error: unknown): string {
  const [line = ''] = messageOf(error).trim().split('\n')
  const sentence = /(?:was false\.|Status Message:) (?!\/)(.+)$/.exec(line)?.[1] ?? line
  return PLACES.reduce((text, place) => text.replace(place, ''), sentence).trim()
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
