/** Words out to the system clipboard. */
import { message } from '../stores/message.ts'
import { useNotices } from '../stores/notices.ts'

export function useTextCopy() {
  const notices = useNotices()

  const copyText = (text: string) =>
    notices.guard(async () => {
      await navigator.clipboard.writeText(text)
      notices.done(message('notice.copied', { name: text }))
    })

  return { copyText }
}
