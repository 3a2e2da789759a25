/**
 * A mask for a picture of another size. Pure.
 */
import type { PixelImage } from '../../src-shared/tensor/pixels.ts'

/** The mask at another size: above 0 wherever any of what a pixel stands for was; one channel, 8 bits. */
export function fitHole(
  mask: PixelImage,
  { width, height }: Pick<PixelImage, 'width' | 'height'>,
): PixelImage {
  const data = new Uint8Array(width * height)
  const [sx, sy] = [width / mask.width, height / mask.height]
  for (let y = 0; y < mask.height; y++) {
    for (let x = 0; x < mask.width; x++) {
      if (mask.data[y * mask.width + x] === 0) continue
      mark(data, width, {
        left: Math.floor(x * sx),
        top: Math.floor(y * sy),
        right: Math.max(Math.ceil((x + 1) * sx), Math.floor(x * sx) + 1),
        bottom: Math.max(Math.ceil((y + 1) * sy), Math.floor(y * sy) + 1),
      })
    }
  }
  return { width, height, channels: 1, depth: 8, data }
}

function mark(
  data: Uint8Array,
  width: number,
  box: { left: number; top: number; right: number; bottom: number },
): void {
  for (let y = box.top; y < box.bottom; y++) {
    data.fill(255, y * width + box.left, y * width + Math.min(box.right, width))
  }
}
