import type { CustomProperties } from './custom-properties.ts'
import { type JsonSchema, readOnly, uuidPattern } from './schema.ts'

export interface ImageFormats {
  readonly container_formats: readonly string[]
  readonly disk_formats: readonly string[]
}

/** What an image may hold: the base properties, the operator's own, and any other of text. */
export function imageSchema(formats: ImageFormats, custom: CustomProperties): JsonSchema {
  return {
    name: 'image',
    properties: { ...baseProperties(formats), ...custom.properties },
    additionalProperties: { type: 'string' },
    ...(custom.required.length > 0 && { required: custom.required }),
    links: [
      { rel: 'self', href: '{self}' },
      { rel: 'enclosure', href: '{file}' },
      { rel: 'describedby', href: '{schema}' },
    ],
  }
}

const text = ['null', 'string']
const number = ['null', 'integer']

export function baseProperties(formats: ImageFormats): Readonly<Record<string, JsonSchema>> {
  return {
    id: { type: 'string', description: 'Identifier of the image', pattern: uuidPattern },
    name: { type: text, description: 'Name for people to read', maxLength: 255 },
    status: readOnly({ type: 'string', description: 'What the image can be used for now', enum: statuses }),
    visibility: {
      type: 'string',
      description: 'Who may see the image',
      enum: ['community', 'public', 'private', 'shared'],
    },
    protected: { type: 'boolean', description: 'Whether the image refuses to be deleted' },
    os_hidden: { type: 'boolean', description: 'Whether lists leave the image out unless asked for it' },
    checksum: readOnly({ type: text, description: 'MD5 digest of the data', maxLength: 32 }),
    os_hash_algo: readOnly({ type: text, description: 'Algorithm of os_hash_value', maxLength: 64 }),
    os_hash_value: readOnly({ type: text, description: 'Digest of the data, hexadecimal', maxLength: 128 }),
    owner: { type: text, description: 'Project that owns the image', maxLength: 255 },
    size: readOnly({ type: number, description: 'Bytes of the data' }),
    virtual_size: readOnly({ type: number, description: 'Bytes of the disk that the data describes' }),
    container_format: {
      type: text,
      description: 'Format of the envelope around the disk',
      enum: [null, ...formats.container_formats],
    },
    disk_format: { type: text, description: 'Format of the disk', enum: [null, ...formats.disk_formats] },
    created_at: readOnly({ type: 'string', description: 'When the image was registered' }),
    updated_at: readOnly({ type: 'string', description: 'When the image last changed' }),
    tags: {
      type: 'array',
      description: 'Labels of the image',
      items: { type: 'string', maxLength: 255 },
    },
    direct_url: readOnly({ type: 'string', description: 'Where the data is stored' }),
    min_ram: { type: 'integer', description: 'MiB of memory that the image needs to boot' },
    min_disk: { type: 'integer', description: 'GiB of disk that the image needs to boot' },
    self: readOnly({ type: 'string', description: 'Path of the image' }),
    file: readOnly({ type: 'string', description: 'Path of the data' }),
    stores: readOnly({ type: 'string', description: 'Stores that hold the data, separated by commas' }),
    schema: readOnly({ type: 'string', description: 'Path of the schema' }),
    locations: {
      type: 'array',
      items: location,
      description: 'All places where the data is stored',
    },
  }
}

const statuses = [
  'queued',
  'saving',
  'active',
  'killed',
  'deleted',
  'uploading',
  'importing',
  'pending_delete',
  'deactivated',
]

const location: JsonSchema = {
  type: 'object',
  properties: {
    url: { type: 'string', maxLength: 255 },
    metadata: { type: 'object' },
    validation_data: {
      description:
        'Digests of the data behind the url. They must be those that the image has, unless it is queued',
      type: 'object',
      writeOnly: true,
      additionalProperties: false,
      properties: {
        checksum: { type: 'string', minLength: 32, maxLength: 32 },
        os_hash_algo: { type: 'string', maxLength: 64 },
        os_hash_value: { type: 'string', maxLength: 128 },
      },
      required: ['os_hash_algo', 'os_hash_value'],
    },
  },
  required: ['url', 'metadata'],
}
