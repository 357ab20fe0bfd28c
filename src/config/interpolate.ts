import { quote } from './values.ts'

/** Replaces `$name`, `${name}` and `$group.name`; `$$` and `\$` stand for a dollar sign, other dollar signs for themselves. */
export function interpolate(text: string, lookUp: (name: string) => unknown): string {
  if (!text.includes('$')) return text
  return text.replaceAll('\\$', '$$$$').replace(reference, (_, dollar, plain, braced) => {
    return dollar ?? show(lookUp(plain ?? braced))
  })
}

const reference = /\$(?:(\$)|([_a-z][._a-z0-9]*)|\{([_a-z][._a-z0-9]*)\})/gi

/** As Python prints it, since that is what is read again. */
function show(value: unknown): string {
  if (value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return `[${value.map(showItem).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const items = Object.entries(value).map(([key, item]) => `${showItem(key)}: ${showItem(item)}`)
  return `{${items.join(', ')}}`
}

function showItem(item: unknown): string {
  return typeof item === 'string' ? quote(item) : show(item)
}
