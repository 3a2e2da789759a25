/** The photographs that can be tried at once: one for each kind of wish. */

export interface Sample {
  /** Name of the file that the application ships. */
  readonly file: string
  /** Its name in the message files. */
  readonly key: string
}

export const SAMPLES: readonly Sample[] = [
  { file: 'butterfly.jpg', key: 'butterfly' },
  { file: 'nagasaki-boats.png', key: 'boats' },
  { file: 'coffee.png', key: 'coffee' },
]
