/**
 * `demo`: shows every tool on one photograph. This is what `npm start` runs until there is a window.
 * Writes pictures into a folder and says where they lie.
 */
import { join } from 'node:path'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { DOCUMENTS, PHOTOGRAPHS } from '../../bench/project-folders.ts'
import { decodeRgb8 } from '../../images/decode-rgb8.ts'
import { encodeBytes } from '../../images/encode.ts'
import { defineCommand } from '../command.ts'
import { FORCE_OPTION, MODEL_OPTIONS } from '../common-options.ts'
import { demoSheet, showTools } from '../demo/show-tools.ts'
import type { Shown } from '../demo/show-tools.ts'
import { flag, integer, text } from '../options.ts'
import { chooseFolder, writeOutputFolder, writeOutputs } from '../output-files.ts'
import { withModel } from '../use-model.ts'

const SAMPLE = join(PHOTOGRAPHS, 'cat.png')
/** What the sample is blended with. */
const OTHER = join(PHOTOGRAPHS, 'fruits.jpg')
const DOCUMENT = join(DOCUMENTS, 'demo.jpg')
const SIDE = 320

export const demoCommand = defineCommand(
  {
    name: 'demo',
    summary: 'Show every tool on a photograph',
    operands: {},
    options: {
      out: text({ placeholder: 'DIR', help: 'folder for the pictures (default: out/demo)' }),
      ...FORCE_OPTION,
      size: integer({
        min: 32,
        max: 4096,
        help: `longer side of the photograph (default: ${SIDE})`,
      }),
      write: flag('also write the picture of the README'),
      ...MODEL_OPTIONS,
    },
    examples: ['demo', 'demo --model garden --out shown'],
  },
  async ({ options }, context) => {
    const { folder, rules } = await chooseFolder(options, 'demo')
    const photographs = await openPhotographs(options.size ?? SIDE)
    const path = (name: string) => join(folder, `${name}.png`)
    const shown: Shown[] = []
    const device = await withModel(options, context, async (model) => {
      for await (const one of showTools(photographs, { model, context })) shown.push(one)
      return model.device
    })
    const pictures: [string, PixelImage][] = shown.flatMap(({ tool, input, result }) => [
      ...(input ? [[path(`${tool}-input`), input] satisfies [string, PixelImage]] : []),
      [path(tool), result],
    ])
    const sheet = demoSheet(shown)
    pictures.push([path('sheet'), sheet])
    const files = pictures.map(async ([name, image]) => ({
      path: name,
      bytes: await encodeBytes(image, 'png'),
    }))
    await writeOutputFolder(folder, await Promise.all(files), rules)
    if (options.write) {
      await writeOutputs([{ path: DOCUMENT, bytes: await encodeBytes(sheet, 'jpeg') }], {
        force: true,
      })
    }
    for (const { tool, about } of shown) context.print(`${tool.padEnd(9)} ${path(tool)}: ${about}`)
    context.print(`${'all'.padEnd(9)} ${path('sheet')}: before and after, side by side`)
    const results = shown.map(({ tool }) => ({ tool, output: path(tool) }))
    return { report: { folder, device, results, sheet: path('sheet') } }
  },
)

async function openPhotographs(maxSide: number): Promise<readonly [PixelImage, PixelImage]> {
  return [await decodeRgb8(SAMPLE, { maxSide }), await decodeRgb8(OTHER, { maxSide })]
}
