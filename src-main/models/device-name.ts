/**
 * The device that runs models, in words. Models run on the processor; nothing is asked of a driver.
 */

/** Such as 'AMD Ryzen 7 5800X (16 threads)', from what os.cpus() tells. */
export function deviceName(processors: readonly { readonly model: string }[]): string {
  const model = processors[0]?.model.replace(/\s+/g, ' ').trim() ?? ''
  const threads = `${processors.length} ${processors.length === 1 ? 'thread' : 'threads'}`
  return model === '' ? 'Processor' : `${model} (${threads})`
}
