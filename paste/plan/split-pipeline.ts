import { PasteError, type Spot } from '../errors.ts'
import { splitWords } from '../ini/blanks.ts'

/** What a pipeline lists: filters, the outermost first, and at the end the app. */
export function splitPipeline(text: string, at: Spot): { filters: readonly string[]; app: string } {
  const filters = splitWords(text)
  const app = filters.pop()
  if (app !== undefined) return { filters, app }
  throw new PasteError('PASTE_EMPTY_PIPELINE', at, 'the pipeline is empty', { hint: 'name at least an app' })
}
