/**
 * Frames are built here by hand, byte by byte, so that writer and reader are not only checked against each other.
 */
import { describe, expect, test } from 'vitest'
import { decodeFrame, encodeFrame } from '../../../src-shared/contract/websocket-frame.ts'

/** A frame by the layout of the format. */
function frame(json: unknown, bytes: readonly number[] = [], size?: number): Uint8Array {
  const text = Buffer.from(JSON.stringify(json))
  const head = Buffer.alloc(4)
  head.writeUInt32LE(size ?? text.length)
  return new Uint8Array(Buffer.concat([head, text, Buffer.from(bytes)]))
}

const bytesAt = (at: readonly string[], length = 1) => [{ at, kind: 'u8', length }]

describe('a frame', () => {
  test('is the length of its text, the text, and the bytes as they are', () => {
    const written = encodeFrame({ id: 7, picture: { rgba: new Uint8Array([1, 2, 250]) } })
    const body = { id: 7, picture: { rgba: null } }
    const attachments = bytesAt(['picture', 'rgba'], 3)
    expect([...written]).toEqual([...frame({ body, attachments }, [1, 2, 250])])
  })

  test('gives back what went in', () => {
    const message = {
      text: 'Ünïcødé 画像 🎨',
      list: [1, null, { deep: new Uint16Array([1, 65535]) }, [true, new Uint8Array(0)]],
      __proto__: { inherited: 1 },
    }
    const { text, list } = message
    expect(decodeFrame(encodeFrame(message))).toEqual({ text, list })
    expect(decodeFrame(encodeFrame('alone'))).toBe('alone')
    expect(decodeFrame(encodeFrame(new Uint8Array([4])))).toEqual(new Uint8Array([4]))
  })

  test('may lie anywhere in a larger buffer', () => {
    const written = encodeFrame({ words: new Uint16Array([258]) })
    const buffer = new Uint8Array(written.length + 3)
    buffer.set(written, 3)
    expect(decodeFrame(buffer.subarray(3))).toEqual({ words: new Uint16Array([258]) })
  })

  test.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['text that is cut off', frame({ body: 1, attachments: [] }, [], 500)],
    ['text that is no JSON', new Uint8Array([2, 0, 0, 0, 0x7b, 0x7b])],
    ['text that is no UTF-8', new Uint8Array([3, 0, 0, 0, 0x22, 0xff, 0x22])],
    ['no list of bytes', frame({ body: 1 })],
    ['bytes that are cut off', frame({ body: { a: null }, attachments: bytesAt(['a'], 9) }, [1])],
    ['a negative length', frame({ body: { a: null }, attachments: bytesAt(['a'], -1) })],
    ['bytes where something else is', frame({ body: { a: 1 }, attachments: bytesAt(['a']) }, [1])],
    ['bytes for a prototype', frame({ body: {}, attachments: bytesAt(['__proto__', 'a']) }, [1])],
    [
      'bytes of an unknown kind',
      frame({ body: null, attachments: [{ at: [], kind: 'f64', length: 0 }] }),
    ],
  ])('with %s is refused', (_, bytes) => {
    expect(() => decodeFrame(bytes)).toThrow()
  })
})
