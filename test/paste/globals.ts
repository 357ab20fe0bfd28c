import type { Globals } from '../../paste/types.ts'

/** What a factory is told by a file in which it can borrow and import nothing. */
export const globals: Globals = {
  conf: {},
  here: '/etc/site',
  file: '/etc/site/site-paste.ini',
  borrow: () => Promise.reject(new Error('nothing is lent')),
  import: () => Promise.reject(new Error('nothing is imported')),
}
