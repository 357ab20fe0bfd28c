import { badLocation, StoreError } from '../errors.ts'

/** Takes `http[s]://[user:password@]host[:port]/path[?query]` apart. Throws `BadLocation`, which never shows the password. */
export function parseHttpLocation(location: string): URL {
  const [, , credentials, address] = /^(https?):\/\/(?:([^/]*)@)?([^/?#]*)/.exec(location) ?? []
  if (address === undefined) {
    throw new StoreError(
      'BadLocation',
      'Location URI must start with one of the following schemas: https://, http://',
    )
  }
  if (credentials !== undefined && credentials.split(':').length !== 2) {
    throw new StoreError('BadLocation', 'Credentials are not well-formatted.')
  }
  const url = URL.parse(location)
  if (!address || !url) throw badLocation(withoutCredentials(location))
  return url
}

/** For messages. */
function withoutCredentials(location: string): string {
  return location.replace(/\/\/[^/]*@/, '//')
}
