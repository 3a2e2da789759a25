/**
 * What the page may load and do, in the words of Content-Security-Policy: the same rule in both hosts.
 * Inline scripts and styles are none; what the page places, it places through the style objects of its elements.
 */

/** The policy; `imageSources` are sources of images besides the page's own files and what it makes itself. */
export function contentPolicy(imageSources: readonly string[] = []): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self'`,
    `img-src ${["'self'", 'blob:', 'data:', ...imageSources].join(' ')}`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `worker-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ')
}
