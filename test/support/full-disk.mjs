// Preloaded into the program: the disk that holds the folder FULL_DISK takes a hundred bytes and is then full.
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { resolve, sep } from 'node:path'

const folder = resolve(process.env.FULL_DISK) + sep
const { open, writeFile } = fs

function full(path) {
  const error = new Error(`ENOSPC: no space left on device, write '${path}'`)
  return Object.assign(error, { code: 'ENOSPC', errno: -28, syscall: 'write' })
}

const isOnFullDisk = (path) => resolve(String(path)).startsWith(folder)

fs.open = async (path, flags, mode) => {
  const file = await open(path, flags, mode)
  if (!isOnFullDisk(path) || !/[wa+]/.test(String(flags))) return file
  file.writeFile = async (data) => {
    await file.write(data.subarray(0, 100))
    throw full(path)
  }
  return file
}

fs.writeFile = async (path, data, options) => {
  if (!isOnFullDisk(path)) return writeFile(path, data, options)
  await writeFile(path, data.slice(0, 100), options)
  throw full(path)
}

syncBuiltinESMExports()
