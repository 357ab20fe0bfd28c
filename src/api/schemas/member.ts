import { type JsonSchema, readOnly, uuidPattern } from './schema.ts'

export const memberSchema: JsonSchema = {
  name: 'member',
  properties: {
    member_id: { type: 'string', description: 'Project that the image is shared with' },
    image_id: { type: 'string', description: 'Identifier of the image', pattern: uuidPattern },
    created_at: { type: 'string', description: 'When the image was shared' },
    updated_at: { type: 'string', description: 'When the member last answered' },
    status: {
      type: 'string',
      description: 'What the member answered',
      enum: ['pending', 'accepted', 'rejected'],
    },
    schema: readOnly({ type: 'string' }),
  },
}
