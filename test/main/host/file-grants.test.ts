import { describe, expect, test } from 'vitest'
import { fileGrants, newGrantKey } from '../../../src-main/host/file-grants.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'

describe('grants', () => {
  const grants = fileGrants(newGrantKey())

  test('lead back to the path, also in another process that has the key', () => {
    const key = newGrantKey()
    const path = '/home/Jürgen/写真/a b.jpg'
    expect(fileGrants(key).open(fileGrants(key).seal(path))).toBe(path)
  })

  test('show nothing of the path and are never the same twice', () => {
    const grant = grants.seal('/home/someone/secret.jpg')
    expect(Buffer.from(grant, 'base64url').toString('latin1')).not.toContain('secret')
    expect(grants.seal('/home/someone/secret.jpg')).not.toBe(grant)
  })

  test.each([
    ['a path', '/etc/passwd'],
    ['nothing', ''],
    ['a grant whose tag was cut short', withShortTag(grants.seal('/a'))],
    ['random bytes', Buffer.alloc(80, 7).toString('base64url')],
    ['a grant of another session', fileGrants(newGrantKey()).seal('/a')],
    ['a grant that was changed', changed(grants.seal('/home/a'))],
  ])('refuse %s', (_, token) => {
    expect(() => grants.open(token)).toThrow(UserError)
  })
})

/** The token with one bit of the path flipped. */
function changed(grant: string): string {
  const bytes = Buffer.from(grant, 'base64url')
  bytes[13] = (bytes[13] ?? 0) ^ 1
  return bytes.toString('base64url')
}

/** The token without its path and with four bytes for a tag, which is quickly guessed. */
function withShortTag(grant: string): string {
  return Buffer.from(grant, 'base64url').subarray(0, 16).toString('base64url')
}
