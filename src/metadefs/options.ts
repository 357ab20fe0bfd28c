import { optionGroup, text } from '../config/option.ts'

export const metadefOptions = optionGroup('DEFAULT', {
  metadata_source_path: text({
    default: '/etc/glance/metadefs/',
    help: 'Folder that glance-manage reads metadata definitions from, and writes them to, unless told another.',
  }),
})
