/** Runs a test inside an application that has the given AppApi and stores of its own, and no page. */
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import type { AppApi } from '../../../src-shared/contract/app-api.ts'
import { API } from '../../../src-renderer/stores/api.ts'

export function withApp<T>(api: AppApi, use: () => T): T {
  const app = createApp({ render: () => null })
  app.provide(API, api).use(createPinia())
  return app.runWithContext(use)
}
