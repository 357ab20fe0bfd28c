import { noFlavor } from '../plan/flavor.ts'
import { splitPipeline } from '../plan/split-pipeline.ts'
import { composePipeline, type Part } from '../run/pipeline.ts'
import { partsOf } from '../run/wrap.ts'
import type { CompositeFactory } from '../types.ts'

/** `paste.composite_factory` whose keys are flavors and whose values are pipelines: it builds the one that the
 * program asks for, or `default`. In Glance's files it is `glance.api:pipeline_factory`. */
export const flavors: CompositeFactory = async (loader, { file }, conf) => {
  const flavor = loader.flavor || 'default'
  const pipeline = Object.hasOwn(conf, flavor) ? conf[flavor] : undefined
  if (pipeline === undefined) throw noFlavor({ flavor, known: Object.keys(conf), at: { file } })
  const { filters, app: appName } = splitPipeline(pipeline, { file, key: flavor })
  const app = await loader.app(appName)
  const parts: Part[] = []
  for (const name of filters) parts.push(...partsOf(await loader.filter(name)))
  return composePipeline(parts, app, appName)
}
