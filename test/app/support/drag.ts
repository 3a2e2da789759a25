/** Drags a file or a folder of the disk over the window and lets go of it, as the system does it for a person. */
import type { Page } from 'playwright-core'

/** At a place of the overlay. */
export async function dropFromDisk(page: Page, path: string, where: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop', at: { x: number; y: number }) =>
    session.send('Input.dispatchDragEvent', { type, ...at, data })
  const middle = { x: 640, y: 400 }
  await drag('dragEnter', middle)
  await drag('dragOver', middle)
  const box = await page.locator(`[data-drop="${where}"]`).boundingBox()
  if (box === null) throw new Error(`Nothing can be dropped at '${where}'.`)
  const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  await drag('dragOver', place)
  await drag('drop', place)
  await session.detach()
}
