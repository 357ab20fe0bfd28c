import fc from 'fast-check'
import type { Step } from './step.ts'
import { dataStep } from './steps/data.ts'
import { discoveryStep } from './steps/discovery.ts'
import { imageStep } from './steps/images.ts'
import { listStep } from './steps/list.ts'
import { metadefStep } from './steps/metadefs.ts'
import { patchStep } from './steps/patch.ts'
import { sharingStep } from './steps/sharing.ts'

/** Configurations that both are compared in. */
export const sites = {
  'one store': `[DEFAULT]
show_multiple_locations = True
show_image_direct_url = True
node_staging_uri = file://<folder>/staging
[glance_store]
filesystem_store_datadir = <folder>/images
`,
  'two stores and a cache': `[DEFAULT]
enabled_backends = fast:file, slow:file
image_cache_dir = <folder>/cache
image_cache_driver = sqlite
[glance_store]
default_backend = fast
[fast]
filesystem_store_datadir = <folder>/images
[slow]
filesystem_store_datadir = <folder>/slow
weight = 5
[os_glance_staging_store]
filesystem_store_datadir = <folder>/staging
[os_glance_tasks_store]
filesystem_store_datadir = <folder>/tasks
`,
}

/** Requests that build on each other, valid ones and faulty ones, about one part of the API. */
export const sequence: fc.Arbitrary<readonly Step[]> = fc.oneof(
  {
    weight: 6,
    arbitrary: several(
      fc.oneof(
        { weight: 4, arbitrary: imageStep },
        { weight: 2, arbitrary: dataStep },
        { weight: 1, arbitrary: listStep },
        { weight: 1, arbitrary: patchStep },
        { weight: 1, arbitrary: sharingStep },
      ),
    ),
  },
  { weight: 3, arbitrary: several(metadefStep) },
  { weight: 1, arbitrary: several(discoveryStep) },
)

function several(step: fc.Arbitrary<Step>): fc.Arbitrary<readonly Step[]> {
  return fc.array(step, { minLength: 4, maxLength: 14, size: 'max' })
}
