/**
 * A small network as a graph whose noise level has a name that tells nothing: 'times', the letters of sigma renamed.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const MODEL = join('test', 'fixtures', 'tiny_bedroom256')

export async function unclearGraph(): Promise<Buffer> {
  const place = await mkdtemp(join(tmpdir(), 'selfsame-graph-'))
  try {
    const out = join(place, 'f')
    const args = ['models', 'export', MODEL, '--format', 'onnx', '--out', out]
    await promisify(execFile)(process.execPath, ['src-main/cli/main.ts', ...args])
    const graph = await readFile(join(out, 'model.onnx'), 'latin1')
    return Buffer.from(graph.replaceAll('sigma', 'times'), 'latin1')
  } finally {
    await rm(place, { recursive: true })
  }
}
