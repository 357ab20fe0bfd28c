import { boolean, integer, multi, optionGroup, text } from '../../config/option.ts'

const filePermission = integer({
  default: 0,
  help: 'Permissions of image files as octal digits, such as 640. Folders get the right to be entered for whoever may read. 0 or less leaves the modes alone.',
})

export const filesystemOptions = optionGroup('glance_store', {
  filesystem_store_datadir: text({
    sample: '/var/lib/glance/images',
    help: 'Folder for image files, created if missing; /var/lib/glance/images unless filesystem_store_datadirs is set.',
  }),
  filesystem_store_datadirs: multi({
    default: [],
    sample: '/var/lib/glance/images/:1',
    help: 'Several folders, one a line, as PATH[:PRIORITY]. An image goes to the folder of the highest priority that has room for it; of equals, to the one with the most.',
    deprecatedForRemoval: 'configure several stores of type file',
  }),
  filesystem_store_metadata_file: text({
    help: 'JSON file with an object, or a list of objects, of id and mountpoint: what is told with the locations of images under that mount point.',
  }),
  filesystem_store_file_perm: { ...filePermission, parse: text => octal(filePermission.parse(text)) },
  filesystem_store_chunk_size: integer({
    default: 65536,
    min: 1,
    help: 'Bytes to read or write at once. Less than 1 MiB counts as 1 MiB, except for finding zeros when filesystem_thin_provisioning is on.',
  }),
  filesystem_thin_provisioning: boolean({
    default: false,
    help: 'Leave holes instead of writing chunks that hold only zeros.',
  }),
})

/** The number is written in decimal digits, and means octal ones. */
function octal(digits: number): number {
  if (digits <= 0 || /^[0-7]+$/.test(String(digits))) return digits
  throw new Error('Should be octal digits, such as 640')
}
