/**
 * Everything that the project computes, compared with the reference numbers under a folder.
 */
import type { DeviceId } from '../../../src-shared/contract/devices-api.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { modelFiles } from '../../models/model-files.ts'
import { onDevice, type Finding } from './finding.ts'
import { findFixtures, type FixtureFolder } from './fixture-folder.ts'
import { checkBlocks } from './network/blocks.ts'
import { checkEditing } from './network/editing.ts'
import { checkForward } from './network/forward.ts'
import { openNetwork, readNetwork } from './network/golden-network.ts'
import { checkSampling } from './network/sampling.ts'
import { checkTorchFile } from './network/torch-file.ts'
import { checkSchedules } from './schedules/check-schedules.ts'
import { checkTraining } from './training/check-training.ts'

/** Files of numbers that say nothing without the network beside them. */
const OF_A_NETWORK = /^golden_(forward|blocks|sampling|editing|training)\.safetensors$/

/**
 * Items as they are compared, and after each folder what was left out of it. UserError where a file is damaged
 * or there is nothing to compare.
 */
export async function* checkFixtures(
  root: string,
  device: DeviceId = 'cpu',
): AsyncGenerator<Finding> {
  const { folders, torchFiles, loose } = await findFixtures(root, device)
  let items = 0
  for (const folder of folders) {
    for await (const finding of checkFolder(folder)) {
      if (finding.kind === 'item') items++
      yield finding.kind === 'item' && device !== 'cpu' ? onDevice(finding) : finding
    }
    yield* folder.unread()
  }
  for (const file of torchFiles) {
    const finding = await checkTorchFile(file, folders)
    if (finding.kind === 'item') items++
    yield finding
  }
  yield* loose
  if (items > 0) return
  throw new UserError(
    `${root} holds nothing to check; name a folder with golden_*.safetensors files, or one of such folders.`,
  )
}

async function* checkFolder(folder: FixtureFolder): AsyncGenerator<Finding> {
  yield* checkSchedules(folder)
  const numbers = folder.files.filter((file) => OF_A_NETWORK.test(file))
  if (numbers.length === 0) return
  for (const needed of [modelFiles.config, modelFiles.weights]) {
    if (folder.has(needed)) continue
    for (const file of numbers) yield folder.leaveOut(file, `there is no ${needed} beside it`)
    return
  }
  const network = openNetwork(await readNetwork(folder))
  try {
    yield* checkForward(folder, network)
    yield* checkBlocks(folder, network)
    yield* checkSampling(folder, network)
    yield* checkEditing(folder, network)
    yield* checkTraining(folder, network)
  } finally {
    await network.release()
  }
}
