/**
 * Puts the page together around the interface that it is handed. Knows neither host.
 */
import { createPinia } from 'pinia'
import { createApp, type App } from 'vue'
import type { AppApi } from '../src-shared/contract/app-api.ts'
import AppRoot from './App.vue'
import { makeI18n } from './messages/i18n.ts'
import { languageFor } from './stores/settings-values.ts'
import { API } from './stores/api.ts'
import './styles/tokens.css'
import './styles/base.css'

/** The page, ready to be mounted. */
export function createPage(api: AppApi): App {
  const locale = languageFor('system', navigator.languages)
  return createApp(AppRoot).provide(API, api).use(createPinia()).use(makeI18n(locale))
}
