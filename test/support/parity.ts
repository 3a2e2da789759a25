/** The command `parity` on copies of the fixtures in which something is changed. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parityCommand } from '../../src-main/cli/parity/parity-command.ts'
import { createProgressLine } from '../../src-main/cli/progress-line.ts'

export const FIXTURES = 'test/fixtures'
/** Training graphs are opened, a second each where nothing else runs. */
export const SLOW = { timeout: 600_000 }

export interface Report {
  readonly items: {
    name: string
    error: number | null
    tolerance: number
    ok: boolean
    fault?: string
  }[]
  readonly skipped: { name: string; reason: string }[]
}

/** Runs the command as the program does, and reads its report as a reader of --json does. */
export async function parity(folder: string, signal: AbortSignal = new AbortController().signal) {
  const lines: string[] = []
  const outcome = await parityCommand.execute([folder], {
    signal,
    progress: createProgressLine({ write: () => undefined }, () => 0),
    clocks: { wall: () => 0, cpu: () => 0 },
    print: (line) => lines.push(line),
    tell: () => undefined,
    note: () => undefined,
  })
  const report = JSON.parse(JSON.stringify(outcome.report)) as Report
  const over = report.items.filter(({ ok }) => !ok).map(({ name }) => name)
  return { ...report, failed: outcome.failed, over, lines }
}

/** A place for copies of the fixtures. */
export async function openCopies() {
  const folder = await mkdtemp(join(tmpdir(), 'parity-'))
  return {
    folder,
    /** A new folder with these files and folders of the fixtures. */
    copyOf: async (...paths: string[]): Promise<string> => {
      const copy = await mkdtemp(join(folder, 'copy-'))
      for (const path of paths) {
        await cp(join(FIXTURES, path), join(copy, path), { recursive: true })
      }
      return copy
    },
    remove: () => rm(folder, { recursive: true }),
  }
}

type Header = Record<string, { dtype: string; data_offsets: [number, number] }>

/** The header of a safetensors file, and where its values begin. */
function headerOf(bytes: Buffer): { readonly header: Header; readonly start: number } {
  const start = 8 + Number(bytes.readBigUInt64LE(0))
  return { header: JSON.parse(bytes.toString('utf8', 8, start)) as Header, start }
}

/** Renames tensors of a safetensors file. */
export async function renameTensors(path: string, names: Readonly<Record<string, string>>) {
  const bytes = await readFile(path)
  const { header, start } = headerOf(bytes)
  const renamed = Object.entries(header).map(([name, entry]) => [names[name] ?? name, entry])
  const text = Buffer.from(JSON.stringify(Object.fromEntries(renamed)))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(text.length))
  await writeFile(path, Buffer.concat([size, text, bytes.subarray(start)]))
}

/** Adds `change` to the value at `index` of a tensor in a safetensors file. */
export async function perturb(
  path: string,
  tensor: string,
  [index, change]: readonly [number, number],
) {
  const bytes = await readFile(path)
  const { header, start } = headerOf(bytes)
  const entry = header[tensor]
  if (!entry) throw new Error(`${path} has no tensor ${tensor}`)
  const at = start + entry.data_offsets[0] + index * (entry.dtype === 'F64' ? 8 : 4)
  if (entry.dtype === 'F64') bytes.writeDoubleLE(bytes.readDoubleLE(at) + change, at)
  else bytes.writeFloatLE(bytes.readFloatLE(at) + change, at)
  await writeFile(path, bytes)
}
