import { Fault } from '../../errors.ts'

/** The parts of a JSON pointer, decoded. `/` alone points to the empty name. */
export function parsePointer(pointer: unknown): readonly string[] {
  if (typeof pointer !== 'string' || !pointer.startsWith('/')) {
    throw new Fault('Invalid', `Pointer \`${textOf(pointer)}\` does not start with "/".`)
  }
  const wrong = whatIsWrong(pointer)
  if (wrong) throw new Fault('Invalid', `Pointer \`${pointer}\` ${wrong}`)
  return pointer
    .replace(/^\/+/, '')
    .split('/')
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~').trim())
}

function textOf(pointer: unknown): string {
  return typeof pointer === 'string' ? pointer : JSON.stringify(pointer)
}

function whatIsWrong(pointer: string): string | undefined {
  const rest = pointer.slice(1)
  if (/\/\s*\//.test(rest)) return 'contains adjacent "/".'
  if (rest.endsWith('/')) return 'end with "/".'
  if (/~(?![01])/.test(pointer)) return 'contains "~" not part of a recognized escape sequence.'
  return undefined
}
