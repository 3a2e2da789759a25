/**
 * Opens a model on the device that was chosen, or on what takes its place.
 */
import type { DeviceChoice, DeviceFall, DeviceLine } from '../../src-shared/contract/devices-api.ts'
import type { ModelRecord } from '../models/model-record.ts'
import { openModel } from '../models/open-model.ts'
import type { OpenModel, OpenModelOptions } from '../models/opened-model.ts'
import type { Chosen, DeviceTester } from './device-tester.ts'
import { openFalling } from './falling-model.ts'

export interface OpenOnDeviceOptions {
  readonly onFall: (fall: DeviceFall) => void
  readonly tester: Pick<DeviceTester, 'nameOf'>
  /** As the tester chose. */
  readonly chosen: Chosen
  readonly threads?: number | undefined
  readonly windowBatch?: number | undefined
  readonly open?: ((folder: string, options: OpenModelOptions) => Promise<OpenModel>) | undefined
}

/** A model and what it runs on. */
export interface ModelOnDevice {
  readonly model: OpenModel
  /** Names what runs at the moment. */
  readonly line: () => DeviceLine
}

export async function openOnDevice(
  record: ModelRecord,
  options: OpenOnDeviceOptions,
): Promise<ModelOnDevice> {
  const { tester, chosen, threads, windowBatch, onFall, open = openModel } = options
  const { device, precision, onCpu } = chosen
  const model = await openFalling(record, {
    ...{ device, precision, windowBatch, onFall },
    open: (way) => open(record.folder, { ...way, threads }),
  })
  return {
    model,
    line: () => ({
      device: model.device,
      name: tester.nameOf(model.device),
      precision: model.precision,
      onCpu: model.device === device ? onCpu : [],
    }),
  }
}

/** What is worth telling of a choice: a device that was asked for, or one that is there and was tried just now. */
export function fallsTo(
  { device, refused }: Chosen,
  { choice, model }: { readonly choice: DeviceChoice; readonly model: string },
): DeviceFall[] {
  return refused
    .filter(
      (refusal) => refusal.device === choice || (refusal.isNew && refusal.reason !== 'missing'),
    )
    .map(({ device: from, reason, detail }) => ({
      kind: 'refused',
      model,
      from,
      to: device,
      reason,
      detail,
    }))
}
