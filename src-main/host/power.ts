/**
 * Whether the machine runs on its battery, as Linux tells it in files; elsewhere nobody knows without a desktop.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** One entry of /sys/class/power_supply; what a file does not say is empty. */
export interface PowerSupply {
  /** 'Mains', 'USB', 'Battery', ... */
  readonly type: string
  /** '1' for a supply that feeds the machine. */
  readonly online: string
  /** Of a battery: 'Discharging', 'Charging', 'Full', ... */
  readonly status: string
  /** 'Device' for the battery of a mouse or a headset. */
  readonly scope: string
}

/** True where a battery of the machine itself is used and no supply feeds it. Pure. */
export function isOnBattery(supplies: readonly PowerSupply[]): boolean {
  const own = supplies.filter(({ scope }) => scope !== 'Device')
  const isFed = own.some(({ type, online }) => type !== 'Battery' && online === '1')
  const isUsed = own.some(({ type, status }) => type === 'Battery' && status === 'Discharging')
  return isUsed && !isFed
}

const FOLDER = '/sys/class/power_supply'

/** Whether readIsOnBattery() can tell anything here. */
export const knowsPower = process.platform === 'linux'

/** What the files below `folder` say; false where there are none. */
export async function readIsOnBattery(folder = FOLDER): Promise<boolean> {
  const names = await readdir(folder).catch(() => [])
  const read = (name: string, file: string) =>
    readFile(join(folder, name, file), 'utf8').then(
      (text) => text.trim(),
      () => '',
    )
  const supplies = names.map(async (name) => ({
    type: await read(name, 'type'),
    online: await read(name, 'online'),
    status: await read(name, 'status'),
    scope: await read(name, 'scope'),
  }))
  return isOnBattery(await Promise.all(supplies))
}
