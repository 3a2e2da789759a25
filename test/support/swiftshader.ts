/**
 * WebGPU without a graphics processor: Debian's Chromium brings a Vulkan driver that computes on the processor, and
 * the loader that finds it. Both are named in the environment, which a process has to be started with.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'

const CHROMIUM = '/usr/lib/chromium'
const DRIVER = `${CHROMIUM}/vk_swiftshader_icd.json`

/** Environment of a process that finds this driver only. Throws Error with the remedy where it is missing. */
export function swiftShaderEnvironment(): NodeJS.ProcessEnv {
  if (!existsSync(DRIVER))
    throw new Error(
      `The tests need ${DRIVER}; install Debian's chromium (apt-get install chromium).`,
    )
  const own = { VK_ICD_FILENAMES: DRIVER, LD_LIBRARY_PATH: CHROMIUM, XDG_RUNTIME_DIR: tmpdir() }
  return { ...process.env, ...own }
}

/** What the script prints as JSON. Rejects with what it says on standard error where it fails. */
export async function runOnSwiftShader(script: string, args: readonly string[]): Promise<unknown> {
  const child = spawn(process.execPath, [script, ...args], { env: swiftShaderEnvironment() })
  let [output, errors] = ['', '']
  child.stdout.on('data', (text) => (output += String(text)))
  child.stderr.on('data', (text) => (errors += String(text)))
  const code = await new Promise((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error(`${script} ended with ${String(code)}: ${errors}`)
  return JSON.parse(output)
}
