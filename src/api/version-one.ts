import { urlmap } from '../../paste/composites/urlmap.ts'
import type { AppFactory, Loader } from '../../paste/types.ts'
import { imagesApp, versionsApp } from './index.ts'

/** Stands where older paste files put the app of version 1: it serves version 2 under `/v2`, which is what version
 * negotiation asks for, and lists the versions everywhere else. */
export const versionOneApp: AppFactory = (globals, conf) => {
  const apps: Readonly<Record<string, AppFactory>> = { images: imagesApp, versions: versionsApp }
  const loader: Loader = {
    app: async name => (apps[name] ?? versionsApp)(globals, conf),
    filter: () => Promise.reject(new Error('there are no filters here')),
    server: () => Promise.reject(new Error('there are no servers here')),
  }
  return urlmap(loader, globals, { '/': 'versions', '/v2': 'images' })
}
