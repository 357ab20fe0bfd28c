/** Settings of a service that keeps all it has in `folder`. */
export function localStorage(folder: string): string {
  return `[DEFAULT]
image_cache_dir = ${folder}/cache
image_cache_driver = sqlite
[database]
connection = sqlite:///${folder}/glance.sqlite
[glance_store]
filesystem_store_datadir = ${folder}/images
`
}
