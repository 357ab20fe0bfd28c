import { integer, optionGroup } from '../config/option.ts'

export const taskOptions = optionGroup('task', {
  task_time_to_live: integer({
    default: 48,
    min: 0,
    help: 'Hours that a task is still told of after it has ended.',
    deprecatedNames: ['DEFAULT.task_time_to_live'],
  }),
})
