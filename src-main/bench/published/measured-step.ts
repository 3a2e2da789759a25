/**
 * One step with a checkpoint in a process of its own, whose memory is that of the step alone:
 * `measured-step.ts import FOLDER LIBRARY` or `measured-step.ts run MODEL DEVICE`. Prints one object.
 */
import { join } from 'node:path'
import { DEVICES } from '../../../src-shared/contract/devices-api.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import { importModel } from '../../models/importing/import-model.ts'
import { createModelLibrary } from '../../models/model-library.ts'
import { openModel } from '../../models/open-model.ts'

const SIGMA = 80
/** The last is the library's folder or the device. */
const [step, folder = '', last = ''] = process.argv.slice(2)
const seconds = () => performance.now() / 1000

async function bringIn() {
  const began = seconds()
  const imported = await importModel({
    path: folder,
    library: createModelLibrary({ shipped: join(last, 'none'), own: last }),
    prober: { measure: () => Promise.reject(new Error('a network is not tried')) },
  })
  if (imported.kind !== 'model') throw new Error('a network asked a question')
  return { folder: imported.record.folder, seconds: seconds() - began }
}

/** Opens the model and estimates one image from noise. */
async function runOnce() {
  const began = seconds()
  const model = await openModel(folder, {
    windowBatch: 1,
    device: DEVICES.find((device) => device === last),
  })
  const opened = seconds()
  const side = model.windowSize
  const noise = normals(1, 0, [1, 3, side, side])
  const { data } = await model.denoise({ ...noise, data: noise.data.map((v) => SIGMA * v) }, SIGMA)
  const ran = seconds()
  await model.release()
  const squares = data.reduce((sum, value) => sum + value ** 2, 0)
  return { open: opened - began, forward: ran - opened, rms: Math.sqrt(squares / data.length) }
}

const found = await (step === 'import' ? bringIn() : runOnce())
console.log(JSON.stringify({ ...found, peakBytes: 1024 * process.resourceUsage().maxRSS }))
