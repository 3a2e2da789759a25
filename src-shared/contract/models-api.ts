/**
 * The models that the editor can choose from.
 */

export interface ModelSummary {
  readonly id: string
  readonly name: string
  readonly licence: string
  /** SHA-256 of the weights. */
  readonly hash: string
  /** Side of the windows that the network sees, in pixels. */
  readonly windowSize: number
  readonly classes: number | null
  readonly parameters: number
}

export interface ModelsApi {
  list(): Promise<readonly ModelSummary[]>
  /** Name of the device that runs models, as people know it. */
  device(): Promise<string>
}
