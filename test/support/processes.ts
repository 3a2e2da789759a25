/** What runs on this machine, as /proc tells it on Linux. */
import { readFileSync, readdirSync } from 'node:fs'

/** Finds the process among those below `root` whose command names a script; null where none does. */
export function processesBelow(root: number): (script: string) => number | null {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const id = Number(name)
    if (Number.isInteger(id)) parents.set(id, parentOf(id))
  }
  const below = [...parents.keys()].filter((id) => isBelow(id, root, parents))
  return (script) => below.find((id) => commandOf(id).includes(script)) ?? null
}

/** How nice each thread of a process is: 0 is usual, 19 gives way to all others. */
export function nicenessOf(id: number): readonly number[] {
  return readdirSync(`/proc/${id}/task`).map((thread) => {
    const afterName = readProcess(id, `task/${thread}/stat`).split(') ').at(-1) ?? ''
    return Number(afterName.split(' ')[16])
  })
}

function isBelow(id: number, root: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at = parents.get(id); at !== undefined && at > 1; at = parents.get(at))
    if (at === root) return true
  return false
}

function parentOf(id: number): number {
  return Number(/^PPid:\s*(\d+)/m.exec(readProcess(id, 'status'))?.[1] ?? 0)
}

function commandOf(id: number): string {
  return readProcess(id, 'cmdline').replaceAll('\0', ' ')
}

/** Empty for a process that has ended in the meantime. */
function readProcess(id: number, file: string): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
