const secretName = /pass(word|wd|phrase)?$|secret|token|credential|api_?key|authorization|hmac_keys|cookie/i
const userInUrl = /(:\/\/[^\s/:@]*:)[^\s/@]+@/g

/** Hides the password of URLs: `https://user:***@host`. */
export function maskText(text: string): string {
  return text.includes('://') && text.includes('@') ? text.replace(userInUrl, '$1***@') : text
}

/** Hides the values of fields whose names say that they are secret, at any depth. */
export function maskFields(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(fields)
  return entries.length === 0 ? fields : Object.fromEntries(entries.map(maskField))
}

function maskField([name, value]: [string, unknown]): [string, unknown] {
  if (secretName.test(name) && value !== undefined && value !== null) return [name, '***']
  if (typeof value === 'string') return [name, maskText(value)]
  return [name, isPlainObject(value) ? maskFields(value) : value]
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
