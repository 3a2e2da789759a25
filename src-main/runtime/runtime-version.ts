/** The version of the runtime, to which measurements of devices belong. */
import { env } from 'onnxruntime-node'

export const runtimeVersion: string = env.versions.node ?? env.versions.common
