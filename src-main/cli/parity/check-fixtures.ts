/**
 * Everything that the project computes, compared with the reference numbers under a folder.
 */
import type { DeviceId } from '../../../src-shared/contract/devices-api.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { modelFiles } from '../../models/model-files.ts'
import { broken, onDevice, type Finding } from './finding.ts'
import { findFixtures, type FixtureFolder, type Fixtures } from './fixture-folder.ts'
import { guarded } from './guarded.ts'
import { checkBlocks } from './network/blocks.ts'
import { checkEditing } from './network/editing.ts'
import { checkForward } from './network/forward.ts'
import { openNetwork, readNetwork } from './network/golden-network.ts'
import { checkSampling } from './network/sampling.ts'
import { checkTorchFiles } from './network/torch-files.ts'
import { checkSchedules } from './schedules/check-schedules.ts'
import { checkTraining } from './training/check-training.ts'

/** Files of numbers that say nothing without the network beside them. */
const OF_A_NETWORK = /^golden_(forward|blocks|sampling|editing|training)\.safetensors$/

/**
 * Items as they are compared, and after each folder what was left out of it; a file that is damaged is an item that fails.
 * UserError where there is nothing to compare.
 */
export async function* checkFixtures(
  root: string,
  device: DeviceId = 'cpu',
): AsyncGenerator<Finding> {
  const fixtures = await findFixtures(root, device)
  let items = 0
  for await (const finding of checkAll(fixtures)) {
    if (finding.kind === 'item') items++
    yield finding.kind === 'item' && device !== 'cpu' ? onDevice(finding) : finding
  }
  if (items > 0) return
  throw new UserError(
    `${root} holds nothing to check; name a folder with golden_*.safetensors files, or one of such folders.`,
  )
}

async function* checkAll({ folders, torchFiles, loose }: Fixtures): AsyncGenerator<Finding> {
  for (const folder of folders) {
    yield* guarded(`${folder.name}/golden_schedules`, checkSchedules(folder))
    yield* checkNetwork(folder)
    yield* folder.unread()
  }
  yield* checkTorchFiles(torchFiles, folders)
  yield* loose
}

/** Files of numbers about a network, by what they are called. */
const CHECKS = {
  forward: checkForward,
  blocks: checkBlocks,
  sampling: checkSampling,
  editing: checkEditing,
  training: checkTraining,
} as const

async function* checkNetwork(folder: FixtureFolder): AsyncGenerator<Finding> {
  const numbers = folder.files.filter((file) => OF_A_NETWORK.test(file))
  if (numbers.length === 0) return
  for (const needed of [modelFiles.config, modelFiles.weights]) {
    if (folder.has(needed)) continue
    for (const file of numbers) yield folder.leaveOut(file, `there is no ${needed} beside it`)
    return
  }
  const fixture = await readNetwork(folder).catch((error: unknown) =>
    broken(`${folder.name}/unet`, error),
  )
  if ('kind' in fixture) {
    yield fixture
    for (const file of numbers) yield folder.leaveOut(file, 'its network cannot be read')
    return
  }
  const network = openNetwork(fixture)
  try {
    for (const [name, check] of Object.entries(CHECKS)) {
      yield* guarded(`${folder.name}/golden_${name}`, check(folder, network))
    }
  } finally {
    await network.release()
  }
}
