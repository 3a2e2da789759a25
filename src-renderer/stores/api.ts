/**
 * How the stores reach the engine and the host: the application hands the interface in when it is made.
 * Only stores may use it; parts of the page ask stores.
 */
import { inject, type InjectionKey } from 'vue'
import type { AppApi } from '../../src-shared/contract/app-api.ts'

export const API: InjectionKey<AppApi> = Symbol('AppApi')

/** The interface that the application was made with; a defect where it was made without. */
export function useApi(): AppApi {
  const api = inject(API)
  if (api === undefined) throw new Error('The application was made without an AppApi.')
  return api
}
