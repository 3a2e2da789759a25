/** What the status line says, as the page draws it. */
import { createPinia } from 'pinia'
import { createSSRApp } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { expect, test } from 'vitest'
import type { DeviceId } from '../../../src-shared/contract/devices-api.ts'
import { makeI18n } from '../../../src-renderer/messages/i18n.ts'
import StatusLine from '../../../src-renderer/panels/StatusLine.vue'
import { API } from '../../../src-renderer/stores/api.ts'
import { useDevices } from '../../../src-renderer/stores/devices.ts'
import { appDouble } from '../support/app-double.ts'

/** The line while a device is at its self-test, or while none is. */
async function lineDuring(device: DeviceId | null): Promise<string> {
  let tell: (device: DeviceId | null) => void = () => undefined
  const onTest = (listener: typeof tell) => {
    tell = listener
    return () => undefined
  }
  const app = createSSRApp(StatusLine)
  app.provide(API, appDouble({ devices: { onTest } }).api)
  app.use(createPinia()).use(makeI18n('en'))
  await app.runWithContext(() => useDevices().start())
  tell(device)
  return renderToString(app)
}

test('says which device is at its self-test while that lasts', async () => {
  expect(await lineDuring('webgpu')).toContain('tries WebGPU with this model, once')
  expect(await lineDuring(null)).not.toContain('tries')
})
