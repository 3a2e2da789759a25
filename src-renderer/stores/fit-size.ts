/** How to bring a picture to the size of another one without distorting it. Pure. */
import type { Transform } from '../../src-shared/contract/pictures-api.ts'

interface Size {
  readonly width: number
  readonly height: number
}

/** Cuts the picture about its middle to the proportions of `size`, then scales it; nothing for one that fits. */
export function transformsToFit(picture: Size, size: Size): readonly Transform[] {
  if (picture.width === size.width && picture.height === size.height) return []
  const scale = Math.min(picture.width / size.width, picture.height / size.height)
  const width = Math.max(1, Math.round(size.width * scale))
  const height = Math.max(1, Math.round(size.height * scale))
  const region = {
    x: Math.floor((picture.width - width) / 2),
    y: Math.floor((picture.height - height) / 2),
    width,
    height,
  }
  const whole = width === picture.width && height === picture.height
  const scaled = width === size.width && height === size.height
  return [
    ...(whole ? [] : [{ kind: 'crop', region } as const]),
    ...(scaled ? [] : [{ kind: 'resize', width: size.width, height: size.height } as const]),
  ]
}
