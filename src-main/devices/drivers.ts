/**
 * Which runtime, system and drivers there are, as a text that changes when one of them does. Nothing in Node tells a
 * driver's version, but its files change with it.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { arch, platform, release } from 'node:os'
import { join } from 'node:path'
import { runtimeVersion } from '../runtime/runtime-version.ts'

/** Where the systems keep what describes their graphics drivers. */
const PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: [
    '/usr/share/vulkan/icd.d',
    '/etc/vulkan/icd.d',
    '/usr/lib/x86_64-linux-gnu/libvulkan.so.1',
    '/proc/driver/nvidia/version',
  ],
  win32: ['C:\\Windows\\System32\\DriverStore\\FileRepository'],
}

/** Variables that choose another driver. */
const VARIABLES = ['VK_ICD_FILENAMES', 'VK_DRIVER_FILES', 'LD_LIBRARY_PATH', 'CUDA_VISIBLE_DEVICES']

export async function describeDrivers(): Promise<string> {
  const places = await Promise.all((PLACES[platform()] ?? []).map(describePlace))
  const variables = VARIABLES.map((name) => process.env[name] ?? '')
  const hash = createHash('sha256').update(JSON.stringify([places, variables]))
  const digest = hash.digest('hex').slice(0, 16)
  return `onnxruntime ${runtimeVersion}, ${platform()} ${arch()} ${release()}, drivers ${digest}`
}

/** Names and times of what lies in a folder; text and time of a file; empty where there is none. */
async function describePlace(place: string): Promise<readonly string[]> {
  const found = await stat(place).catch(() => null)
  if (found === null) return []
  // Files of the kernel are as old as they are read.
  if (place.startsWith('/proc/')) return [await readFile(place, 'utf8').catch(() => '')]
  if (platform() === 'win32' || !found.isDirectory()) return [String(found.mtimeMs)]
  const names = (await readdir(place)).sort()
  const times = await Promise.all(
    names.map(async (name) => (await stat(join(place, name))).mtimeMs),
  )
  return names.map((name, i) => `${name} ${times[i]}`)
}
