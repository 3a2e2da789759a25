/** Runs the program on files in a folder of its own: as a process, or within this one where that is all the same. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { COMMANDS } from '../../src-main/cli/commands/all-commands.ts'
import { createProgressLine } from '../../src-main/cli/progress-line.ts'
import { runProgram } from '../../src-main/cli/run-program.ts'

const MAIN = resolve('src-main/cli/main.ts')
/** A network of 32-pixel windows with random weights: fast, and of no use to the eye. */
export const TINY_MODEL = resolve('test/fixtures/tiny_imagenet64')

export interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly onStart?: (child: ChildProcess) => void
}

/** A folder for the files of one test. */
export interface Desk {
  readonly folder: string
  /** The real program in a process of its own, started in the folder: names may be relative. */
  run(args: readonly string[], options?: RunOptions): Promise<Ended>
  /** Names of all files, hidden ones too, sorted. */
  files(): Promise<string[]>
  path(name: string): string
  remove(): Promise<void>
}

export async function openDesk(): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), 'selfsame-cli-'))
  return {
    folder,
    run: (args, options = {}) => run(args, { ...options, folder }),
    files: async () => (await readdir(folder, { recursive: true })).sort(),
    path: (name) => join(folder, name),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** The program within this process, which is much faster: all but main.ts. Names must be absolute. */
export async function call(args: readonly string[]): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  const exitCode = await runProgram(args, {
    commands: COMMANDS,
    signal: new AbortController().signal,
    progress: createProgressLine({ write: () => undefined }, () => 0),
    clocks: { wall: () => performance.now() / 1000, cpu: () => process.cpuUsage().user / 1e6 },
    debug: false,
    stdout: (line) => (stdout += `${line}\n`),
    stderr: (line) => (stderr += `${line}\n`),
  })
  return { exitCode, stdout, stderr }
}

function run(
  args: readonly string[],
  { env, onStart, folder }: RunOptions & { folder: string },
): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'selfsame-compile-cache'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
  onStart?.(child)
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', (exitCode) => done({ exitCode, stdout, stderr }))
  })
}

/** A photograph of soft waves, 48 x 40 pixels unless told otherwise; its format follows its name. */
export async function paintPhotograph(path: string, width = 48, height = 40): Promise<void> {
  const data = Buffer.alloc(width * height * 3)
  data.forEach((_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)]
    data[i] = 128 + 70 * Math.sin(x / 5 + (i % 3)) + 50 * Math.cos(y / 7)
  })
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(path)
}

/** A mask, black but for a white rectangle of 10 x 6 pixels at (12, 9), or as `white` decides. */
export async function paintMask(
  path: string,
  {
    width = 48,
    height = 40,
    white = (x: number, y: number) => x >= 12 && x < 22 && y >= 9 && y < 15,
  } = {},
): Promise<void> {
  const data = Buffer.alloc(width * height)
  data.forEach((_, i) => (data[i] = white(i % width, Math.floor(i / width)) ? 255 : 0))
  await sharp(data, { raw: { width, height, channels: 1 } })
    .png()
    .toFile(path)
}

/** A transparent picture of 48 x 40 pixels with a red dab of 8 x 8 pixels at (20, 16). */
export async function paintDab(path: string): Promise<void> {
  const dab = { width: 8, height: 8, channels: 3 as const, background: { r: 220, g: 60, b: 50 } }
  const input = await sharp({ create: dab }).png().toBuffer()
  const none = { r: 0, g: 0, b: 0, alpha: 0 }
  await sharp({ create: { width: 48, height: 40, channels: 4, background: none } })
    .composite([{ input, left: 20, top: 16 }])
    .png()
    .toFile(path)
}

/** The samples of an image file as its decoder gives them. */
export async function samplesOf(path: string): Promise<Buffer> {
  return sharp(path).raw().toBuffer()
}
