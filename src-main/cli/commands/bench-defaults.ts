/**
 * `bench defaults`: searches the noise levels that serve each tool best with a model.
 * Prints what it tries and writes the page about it when asked; changes no default.
 */
import { join } from 'node:path'
import { UsageError } from '../../../src-shared/contract/user-error.ts'
import { JUDGED_TOOLS } from '../../bench/defaults/tool-search.ts'
import type { JudgedTool } from '../../bench/defaults/tool-search.ts'
import { defaultsDocument, describeSpan } from '../../bench/defaults/document.ts'
import { searchDefaults } from '../../bench/defaults/run-defaults.ts'
import type { ToolDefaults } from '../../bench/defaults/run-defaults.ts'
import { DOCUMENTS } from '../../bench/project-folders.ts'
import { centreOf } from '../../bench/quality/degrade.ts'
import { findPhotographs, readPhotograph } from '../../bench/quality/read-photographs.ts'
import { defineCommand } from '../command.ts'
import { MEASURED_MODEL_OPTIONS, onProcessor } from '../common-options.ts'
import { flag, integer, list, required, text } from '../options.ts'
import { writeOutputs } from '../output-files.ts'
import { withModel } from '../use-model.ts'

const DEFAULTS = { rounds: 2, side: 256 }

export const benchDefaultsCommand = defineCommand(
  {
    name: 'bench defaults',
    summary: 'Search the noise levels that serve each tool best',
    operands: {},
    options: {
      photos: required(
        text({ placeholder: 'DIR', help: 'photographs to search on: not those of the benchmark' }),
      ),
      tool: list({
        placeholder: 'TOOL,...',
        help: `search for these only: ${JUDGED_TOOLS.join(', ')}`,
      }),
      limit: integer({ min: 1, max: 1e6, help: 'use the first N photographs only' }),
      side: integer({
        min: 128,
        max: 4096,
        help: `use their middle N pixels (default: ${DEFAULTS.side})`,
      }),
      rounds: integer({
        min: 1,
        max: 20,
        help: `go through all numbers N times (default: ${DEFAULTS.rounds})`,
      }),
      write: flag('also write docs/defaults.md'),
      ...MEASURED_MODEL_OPTIONS,
    },
    examples: ['bench defaults --photos ~/Pictures/held-back --tool doubling,enlargement'],
  },
  async ({ options }, context) => {
    const { print, progress, signal } = context
    const tools = options.tool?.map(toolNamed) ?? JUDGED_TOOLS
    const { files } = await findPhotographs(options.photos, signal)
    const read = await Promise.all(files.slice(0, options.limit).map(readPhotograph))
    const side = options.side ?? DEFAULTS.side
    const photographs = read.map(({ name, image }) => ({ name, image: centreOf(image, side) }))
    const found: ToolDefaults[] = []
    const model = await withModel(onProcessor(options), context, async (model) => {
      for (const tool of tools) {
        const result = await searchDefaults(tool, {
          model,
          photographs,
          rounds: options.rounds ?? DEFAULTS.rounds,
          signal,
          onTried: (name, { candidate: { first, finer }, score }) => {
            progress.clear()
            print(`${name}  ${score.toFixed(3)}  ${describeSpan(first)}; ${describeSpan(finer)}`)
          },
        })
        found.push(result)
      }
      return model.record
    })
    if (options.write) {
      const command = 'npm run -s selfsame -- bench defaults --photos DIR --write'
      const names = photographs.map(({ name }) => name)
      const page = defaultsDocument(found, { command, model, photographs: names })
      const bytes = new TextEncoder().encode(page)
      await writeOutputs([{ path: join(DOCUMENTS, 'defaults.md'), bytes }], { force: true })
    }
    return { report: { tools: found } }
  },
)

function toolNamed(word: string): JudgedTool {
  const tool = JUDGED_TOOLS.find((name) => name === word)
  if (tool) return tool
  throw new UsageError(`There is no tool ${word} to search for; choose ${JUDGED_TOOLS.join(', ')}.`)
}
