/** Drags a file or a folder of the disk over the window and lets go of it, as the system does it for a person. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** At a place of the overlay. */
export async function dropFromDisk(page: Page, path: string, where: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop', at: { x: number; y: number }) =>
    session.send('Input.dispatchDragEvent', { type, ...at, data })
  const middle = { x: 640, y: 400 }
  const target = page.locator(`[data-drop="${where}"]`)
  await drag('dragEnter', middle)
  // A hand goes on moving: what is under it may be replaced while the page changes, which ends the drag for the page.
  const isShown = async () => {
    await drag('dragOver', middle)
    return target.isVisible()
  }
  await expect.poll(isShown, { timeout: 20_000 }).toBe(true)
  const box = await target.boundingBox()
  if (box === null) throw new Error(`Nothing can be dropped at '${where}'.`)
  const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  await drag('dragOver', place)
  await drag('drop', place)
  await session.detach()
}
