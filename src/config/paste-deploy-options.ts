import { optionGroup, text } from './option.ts'

/** Which pipeline is served. */
export const pasteDeployOptions = optionGroup('paste_deploy', {
  flavor: text({
    help: 'Pipeline to serve: the application is called glance-api-FLAVOR, or glance-api when this is not set.',
    sample: 'caching',
  }),
  config_file: text({
    help: 'Paste file that describes the pipelines. Unset: the file named like the last config file, with -paste.ini in place of .conf. Looked for where config files are.',
    sample: 'glance-api-paste.ini',
  }),
})
