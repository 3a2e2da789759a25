import type { ImportQuestion } from '../../../src-shared/contract/models-api.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import type { ImportJob } from './import-network.ts'

export function importGraph(job: ImportJob): Promise<ImportQuestion | null> {
  throw new UserError(`${job.source.name} is an ONNX file, which cannot be brought in yet`)
}
