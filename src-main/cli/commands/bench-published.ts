/**
 * `bench published`: builds each published architecture at full size with random weights, brings it in and runs it
 * once, since the published weights themselves are not at hand.
 */
import { readFile } from 'node:fs/promises'
import { availableParallelism, cpus, freemem } from 'node:os'
import { join } from 'node:path'
import { DEVICES } from '../../../src-shared/contract/devices-api.ts'
import { PUBLISHED } from '../../../src-shared/importers/published-models.ts'
import { DOCUMENTS } from '../../bench/project-folders.ts'
import { measurePublished, type PublishedFigures } from '../../bench/published/run-published.ts'
import { publishedModels } from '../../models/published.ts'
import { defineCommand } from '../command.ts'
import { choice, flag } from '../options.ts'
import { writeOutputs } from '../output-files.ts'

const PAGE = join(DOCUMENTS, 'models.md')
const [BEGIN, END] = ['<!-- written by bench published -->', '<!-- end -->']

export const benchPublishedCommand = defineCommand(
  {
    name: 'bench published',
    summary: 'Build the published architectures at full size and run each once',
    operands: {},
    options: {
      only: choice(
        PUBLISHED.map(({ name }) => name),
        'one of them (default: all, one after another)',
      ),
      device: choice(DEVICES, 'what runs them (default: cpu)'),
      write: flag('also write the figures into docs/models.md'),
    },
    examples: ['bench published', 'bench published --only cd_imagenet64_l2 --json'],
  },
  async ({ options }, { print, note, progress, signal }) => {
    const wanted = PUBLISHED.filter(
      ({ name }) => options.only === undefined || name === options.only,
    )
    const needed = new Map(publishedModels([]).map(({ name, memory }) => [name, memory]))
    const rows: PublishedFigures[] = []
    for (const [done, checkpoint] of wanted.entries()) {
      const { name } = checkpoint
      progress.show({ label: name, done, total: wanted.length })
      const memory = needed.get(name) ?? 0
      if (memory > freemem()) {
        note(
          `${name} is left out: it needs ${giga(memory)} of memory, and ${giga(freemem())} are free.`,
        )
        continue
      }
      const figures = await measurePublished(checkpoint, {
        device: options.device ?? 'cpu',
        signal,
      })
      rows.push(figures)
      print(lineOf(figures))
    }
    if (options.write) await writePage(rows)
    return { report: { models: rows } }
  },
)

const giga = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`

function lineOf({ name, parameters, import: brought, run }: PublishedFigures): string {
  return (
    `${name}: ${(parameters / 1e6).toFixed(1)} million parameters; in ${brought.seconds.toFixed(1)} s and ` +
    `${giga(brought.peakBytes)}; open in ${run.open.toFixed(1)} s, one estimate in ${run.forward.toFixed(1)} s, ` +
    `${giga(run.peakBytes)}`
  )
}

async function writePage(rows: readonly PublishedFigures[]): Promise<void> {
  const page = await readFile(PAGE, 'utf8')
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)]
  const machine = `${availableParallelism()} processors (${cpus()[0]?.model ?? 'unknown'})`
  const table = [
    BEGIN,
    `Written by \`npm run -s selfsame -- bench published --write\` on ${machine}.`,
    '',
    '| checkpoint | side | parameters | tensors | file | brought in | memory then | opened | one estimate | memory then |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(({ name, side, parameters, tensors, fileBytes, import: brought, run }) =>
      [
        ...[
          '',
          name,
          String(side),
          parameters.toLocaleString('en'),
          String(tensors),
          giga(fileBytes),
        ],
        ...[`${brought.seconds.toFixed(1)} s`, giga(brought.peakBytes)],
        ...[`${run.open.toFixed(1)} s`, `${run.forward.toFixed(1)} s`, giga(run.peakBytes), ''],
      ]
        .join(' | ')
        .trim(),
    ),
    '',
  ].join('\n')
  const bytes = new TextEncoder().encode(page.slice(0, before) + table + page.slice(after))
  await writeOutputs([{ path: PAGE, bytes }], { force: true })
}
