import { type JsonSchema, readOnly, uuidPattern } from './schema.ts'

const taskTypes = ['import', 'api_image_import', 'location_import']
export const taskStatuses = ['pending', 'processing', 'success', 'failure']

const properties: Readonly<Record<string, JsonSchema>> = {
  id: { description: 'Identifier of the task', pattern: uuidPattern, type: 'string' },
  type: { description: 'What the task does', enum: taskTypes, type: 'string' },
  status: { description: 'How far the task has come', enum: taskStatuses, type: 'string' },
  input: { description: 'What the task was told', type: ['null', 'object'] },
  result: { description: 'What the task has brought about', type: ['null', 'object'] },
  owner: { description: 'Project that started the task', type: 'string' },
  message: { description: 'Why the task failed', type: 'string' },
  image_id: { description: 'Image that the task works on', type: 'string' },
  request_id: { description: 'Request that started the task', type: 'string' },
  user_id: { description: 'User who started the task', type: 'string' },
  expires_at: { description: 'When the task may be forgotten', type: ['null', 'string'] },
  created_at: { description: 'When the task was started', type: 'string' },
  updated_at: { description: 'When the task last changed', type: 'string' },
  self: readOnly({ type: 'string' }),
  schema: readOnly({ type: 'string' }),
}

export const taskSchema: JsonSchema = { name: 'task', properties }

const { input: _input, result: _result, message: _message, ...summary } = properties

/** A task as lists show it. */
export const taskSummarySchema: JsonSchema = { name: 'task', properties: summary }
