import { requestKey } from 'glasspaste/paste'

/** Who writes: set by `api-key`, read by the notes. */
export const author = requestKey<string>('author')
