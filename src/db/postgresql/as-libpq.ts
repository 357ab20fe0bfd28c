/** The URL for `pg`, which takes every sslmode for verify-full unless it is told to go by libpq's meaning, as Python's drivers do:
 * `require` trusts whatever certificate the server shows. */
export function asLibpqReads(url: string): string {
  const mode = /[?&]sslmode=([^&]*)/.exec(url)?.[1]
  if (mode === undefined || url.includes('uselibpqcompat=')) return url
  // Of the two ways that it leaves open the first is without TLS.
  if (mode === 'allow') return url.replace('sslmode=allow', 'sslmode=disable')
  return `${url}&uselibpqcompat=true`
}
