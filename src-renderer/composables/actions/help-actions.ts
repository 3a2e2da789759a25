/** Help: the sheet of shortcuts and the file for a report. */
import { useEngine } from '../../stores/engine.ts'
import { message } from '../../stores/message.ts'
import { useNotices } from '../../stores/notices.ts'
import { useView } from '../../stores/view.ts'
import { useFileDialogs } from '../use-file-dialogs.ts'
import { always, type Action } from './action.ts'

export function useHelpActions(): readonly Action[] {
  const engine = useEngine()
  const notices = useNotices()
  const view = useView()
  const dialogs = useFileDialogs()

  async function saveDiagnostics(): Promise<void> {
    const bytes = await engine.diagnostics()
    const file = await dialogs.save({ name: 'selfsame-diagnostics.zip', bytes })
    if (file !== null) notices.done(message('notice.saved', { name: file.name }))
  }

  return [
    {
      id: 'help.shortcuts',
      keys: ['?'],
      enabled: always,
      run: () => {
        view.dialog = 'shortcuts'
      },
    },
    { id: 'help.diagnostics', keys: [], enabled: always, run: saveDiagnostics },
  ]
}
