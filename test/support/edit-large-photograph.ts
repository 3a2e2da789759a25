/**
 * A process of its own: reads a photograph and its mask, fills the hole with a model, writes the
 * result, and prints what it took as JSON. Arguments: photograph, mask, model folder, output.
 */
import { runEdit } from '../../src-main/edits/run-edit.ts'
import { decodeImage } from '../../src-main/images/decode.ts'
import { encodeImage } from '../../src-main/images/encode.ts'
import { decodeMask } from '../../src-main/images/mask.ts'
import { openModel } from '../../src-main/models/open-model.ts'

const [photograph = '', maskPath = '', folder = '', output = ''] = process.argv.slice(2)
const image = await decodeImage(photograph)
const mask = await decodeMask(maskPath, image.width, image.height)
const model = await openModel(folder)
const request = { operator: 'inpaint', image, mask, seed: 1, steps: 1 } as const
for await (const { result } of runEdit(request, { model })) {
  if (!result) continue
  await encodeImage(result.image, output, { metadata: image.metadata })
  const { windows, changedOutsideMask } = result
  const peakBytes = 1024 * process.resourceUsage().maxRSS
  console.log(JSON.stringify({ windows, changedOutsideMask, peakBytes }))
}
await model.release()
