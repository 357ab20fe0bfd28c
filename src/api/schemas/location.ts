import type { JsonSchema } from './schema.ts'

/** What `POST /v2/images/{id}/locations` takes, under the name that its messages show. */
export const locationSchema: JsonSchema = {
  name: 'location',
  properties: {
    add_location: {
      type: 'object',
      description: 'A place where the data is, and what it must be',
      properties: {
        url: { type: 'string', readOnly: true, description: 'Where the data is' },
        validation_data: {
          description: 'Digest that the data must have',
          type: 'object',
          writeOnly: true,
          additionalProperties: false,
          properties: {
            os_hash_algo: { type: 'string', maxLength: 64, enum: ['sha1', 'sha256', 'sha512', 'md5'] },
            os_hash_value: { type: 'string', maxLength: 128 },
          },
          dependentRequired: { os_hash_value: ['os_hash_algo'], os_hash_algo: ['os_hash_value'] },
        },
      },
      required: ['url'],
    },
  },
  additionalProperties: { type: 'string' },
}
