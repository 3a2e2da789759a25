/** When the window closes: saves or keeps its documents as the user wants, and tells the host that it may go on. */
import { onScopeDispose } from 'vue'
import type { ClosingWay } from '../../src-shared/contract/host-api.ts'
import { useNotices } from '../stores/notices.ts'
import { useRecovery } from '../stores/recovery.ts'
import { useSaving } from './use-saving.ts'

export function useClosing(): void {
  const notices = useNotices()
  const recovery = useRecovery()
  const { saveAll } = useSaving()
  let saving: Promise<boolean> | null = null

  /** Asked twice, it saves once. */
  function saveOnce(): Promise<boolean> {
    saving ??= saveAll().finally(() => (saving = null))
    return saving
  }

  async function settle(way: ClosingWay): Promise<void> {
    const ready = way === 'keep' || (await saveOnce())
    await notices.guard(recovery.keep)
    await notices.guard(() => recovery.answerClosing(ready))
  }

  onScopeDispose(recovery.onClosing((way) => void settle(way)))
}
