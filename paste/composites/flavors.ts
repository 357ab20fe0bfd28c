import { PasteError } from '../errors.ts'
import { splitWords } from '../ini/blanks.ts'
import { noFlavor } from '../plan/flavor.ts'
import { composePipeline, type Part } from '../run/pipeline.ts'
import { partsOf } from '../run/wrap.ts'
import type { CompositeFactory } from '../types.ts'

/** `paste.composite_factory` whose keys are flavors and whose values are pipelines: it builds the one that the
 * program asks for, or `default`. In Glance's files it is `glance.api:pipeline_factory`. */
export const flavors: CompositeFactory = async (loader, { file }, conf) => {
  const flavor = loader.flavor || 'default'
  const pipeline = Object.hasOwn(conf, flavor) ? conf[flavor] : undefined
  if (pipeline === undefined) throw noFlavor({ flavor, known: Object.keys(conf), at: { file } })
  const names = splitWords(pipeline)
  const appName = names.pop()
  if (appName === undefined) {
    throw new PasteError('PASTE_EMPTY_PIPELINE', { file, key: flavor }, 'the pipeline is empty', {
      hint: 'name at least an app',
    })
  }
  const app = await loader.app(appName)
  const parts: Part[] = []
  for (const name of names) parts.push(...partsOf(await loader.filter(name)))
  return composePipeline(parts, app, appName)
}
