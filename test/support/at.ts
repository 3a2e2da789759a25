/**
 * Elements that a test counts on: what is not there ends the test instead of becoming NaN or undefined.
 * Knows nothing of what it looks into.
 */

/** The value at `index`; a RangeError where there is none. */
export function at<T>(values: ArrayLike<T>, index: number): T {
  const value = values[index]
  if (value === undefined) throw new RangeError(`no value at ${index} of ${values.length}`)
  return value
}

/** The value called `name`; a RangeError where there is none. */
export function named<T>(values: Readonly<Record<string, T>>, name: string): T {
  const value = values[name]
  if (value === undefined) {
    throw new RangeError(`no value is called ${name}, only ${Object.keys(values).join(', ')}`)
  }
  return value
}
