/** What is said of devices in English. */
export const devices = {
  title: 'Devices',
  sentence: 'A device is trusted with {model} once it has given the same numbers as the processor.',
  untested: 'not tested yet',
  passed: {
    fp32: 'passed, {speed} windows a second',
    fp16: 'passed in 16 bits, {speed} windows a second',
  },
  small: {
    fp32: 'passed with a small window, about {speed} whole ones a second',
    fp16: 'passed in 16 bits with a small window, about {speed} whole ones a second',
  },
  smallReason: 'Whole windows would take this device too long to try.',
  refused: {
    missing: 'not on this machine',
    wrong: 'refused: it gave other numbers',
    failed: 'refused: it reported an error',
    crashed: 'refused: it crashed',
    silent: 'refused: it gave no answer',
  },
  measure: 'Test and measure',
  measuring: 'Measuring…',
  testing: 'tries {device} with this model, once',
  choice: 'Device',
  automatic: 'automatic',
  onCpu: 'on the processor, for lack of a kernel: {operators}',
  fall: {
    missing: '{device} is not on this machine; {other} takes its place.',
    wrong: '{device} gave other numbers than the processor; {other} takes its place.',
    failed: '{device} reported an error; {other} takes its place.',
    crashed: '{device} crashed at its test; {other} takes its place.',
    silent: '{device} gave no answer; {other} takes its place.',
    smallerBatch: 'The memory of {device} was too small; it goes on with {n} windows at a time.',
    outOfMemory: 'The memory of {device} was too small; {other} takes its place.',
  },
}
